package doublewin.bench.ladder;

/** A layer in double precision, to see how far floats are off. */
final class DoubleConvolution {
    private DoubleConvolution() {}

    /**
     * How far the first image of y is off: the root mean square of its errors, relative to that of the exact values.
     *
     * @param x [N][C][H][W]
     * @param w [K][C][3][3]
     * @param y [N][K][H][W]
     */
    static double relativeError(Layer layer, float[] x, float[] w, float[] y) {
        double error = 0;
        double size = 0;
        for (int k = 0; k < layer.outChannels(); k++) {
            for (int p = 0; p < layer.height(); p++) {
                for (int q = 0; q < layer.width(); q++) {
                    double exact = output(layer, x, w, k, p, q);
                    double off = y[layer.y(0, k, p, q)] - exact;
                    error += off * off;
                    size += exact * exact;
                }
            }
        }
        return Math.sqrt(error / size);
    }

    private static double output(Layer layer, float[] x, float[] w, int k, int p, int q) {
        double sum = 0;
        for (int c = 0; c < layer.inChannels(); c++) {
            for (int h = Math.max(0, p - 1); h < Math.min(layer.height(), p + 2); h++) {
                for (int v = Math.max(0, q - 1); v < Math.min(layer.width(), q + 2); v++) {
                    sum += (double) x[layer.x(0, c, h, v)] * w[layer.w(k, c, h - p + 1, v - q + 1)];
                }
            }
        }
        return sum;
    }
}
