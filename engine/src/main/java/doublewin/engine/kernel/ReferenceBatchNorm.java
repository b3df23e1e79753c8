package doublewin.engine.kernel;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** The passes of batch normalisation as plain loop nests, with the kernel's order of summation. */
public final class ReferenceBatchNorm {
    private ReferenceBatchNorm() {}

    /** Mean and biased variance of every channel; see {@link BatchNorm#statistics}. */
    public static void statistics(Tensor x, double[] mean, double[] variance) {
        Shape shape = x.shape();
        BatchNorm.requireLength("statistics: mean", mean.length, shape);
        BatchNorm.requireLength("statistics: variance", variance.length, shape);
        double values = (double) shape.images() * shape.height() * shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            float pivot = x.get(c * Shape.LANES);
            double sum = sum(shape, c, (element, chain) -> chain + (x.get(element) - pivot));
            double squares =
                    sum(shape, c, (element, chain) -> Math.fma(x.get(element) - pivot, x.get(element) - pivot, chain));
            double distance = sum / values;
            mean[c] = pivot + distance;
            variance[c] = Math.max(0, squares / values - distance * distance);
        }
    }

    /** y = fma(x, scale, shift), channel by channel. */
    public static void apply(Tensor x, float[] scale, float[] shift, Tensor y) {
        BatchNorm.requireLength("batch norm: scale", scale.length, x.shape());
        BatchNorm.requireLength("batch norm: shift", shift.length, x.shape());
        y.requireShape("batch norm: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            int c = channel(i, x.shape());
            y.set(i, Math.fma(x.get(i), scale[c], shift[c]));
        }
    }

    /** Sums of dy and of dy * (x - mean), channel by channel; see {@link BatchNorm#gradientSums}. */
    public static void gradientSums(Tensor x, Tensor dy, float[] mean, double[] sumDy, double[] sumDyCentred) {
        Shape shape = x.shape();
        dy.requireShape("batch norm gradient: gradient of the result", shape);
        BatchNorm.requireLength("batch norm gradient: mean", mean.length, shape);
        BatchNorm.requireLength("batch norm gradient: sums of the gradient", sumDy.length, shape);
        BatchNorm.requireLength("batch norm gradient: centred sums", sumDyCentred.length, shape);
        for (int c = 0; c < shape.channels(); c++) {
            float centre = mean[c];
            sumDy[c] = sum(shape, c, (element, chain) -> chain + dy.get(element));
            sumDyCentred[c] =
                    sum(shape, c, (element, chain) -> Math.fma(x.get(element) - centre, dy.get(element), chain));
        }
    }

    /** dx = fma(a, dy, fma(b, x, c)), channel by channel. */
    public static void inputGradient(Tensor x, Tensor dy, float[] a, float[] b, float[] c, Tensor dx) {
        BatchNorm.requireLength("batch norm gradient: a", a.length, x.shape());
        BatchNorm.requireLength("batch norm gradient: b", b.length, x.shape());
        BatchNorm.requireLength("batch norm gradient: c", c.length, x.shape());
        dy.requireShape("batch norm gradient: gradient of the result", x.shape());
        dx.requireShape("batch norm gradient: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            int channel = channel(i, x.shape());
            dx.set(i, Math.fma(a[channel], dy.get(i), Math.fma(b[channel], x.get(i), c[channel])));
        }
    }

    /** dx = dy * scale, channel by channel. */
    public static void scaleGradient(Tensor dy, float[] scale, Tensor dx) {
        BatchNorm.requireLength("batch norm gradient: scale", scale.length, dy.shape());
        dx.requireShape("batch norm gradient: result", dy.shape());
        for (int i = 0; i < dy.elements(); i++) {
            dx.set(i, dy.get(i) * scale[channel(i, dy.shape())]);
        }
    }

    private static int channel(int element, Shape shape) {
        return element / Shape.LANES % shape.channels();
    }

    /** What an element adds to a lane's chain. */
    @FunctionalInterface
    private interface Link {
        float apply(int element, float chain);
    }

    private static double sum(Shape shape, int channel, Link link) {
        int area = shape.height() * shape.width();
        double total = 0;
        float[] chains = new float[Shape.LANES];
        for (int block = 0; block < shape.blocks(); block++) {
            for (int start = 0; start < area; start += BatchNorm.CHUNK_PIXELS) {
                int end = Math.min(area, start + BatchNorm.CHUNK_PIXELS);
                for (int lane = 0; lane < shape.imagesInBlock(block); lane++) {
                    int image = block * Shape.LANES + lane;
                    float chain = 0;
                    for (int pixel = start; pixel < end; pixel++) {
                        int element =
                                LaneFormat.index(shape, image, pixel / shape.width(), pixel % shape.width(), channel);
                        chain = link.apply(element, chain);
                    }
                    chains[lane] = chain;
                }
                total += Lanes.sum(chains, 0, shape.imagesInBlock(block));
            }
        }
        return total;
    }
}
