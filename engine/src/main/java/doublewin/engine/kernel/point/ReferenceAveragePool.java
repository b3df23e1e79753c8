package doublewin.engine.kernel.point;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Average pooling as a plain loop nest; shapes as in {@link AveragePool}. */
public final class ReferenceAveragePool {
    private ReferenceAveragePool() {}

    /** y = the averages of x. */
    public static void forward(Tensor x, int window, Tensor y) {
        y.requireShape("average pool: result", AveragePool.pooled(x.shape(), window));
        Shape out = y.shape();
        for (int n = 0; n < out.images(); n++) {
            for (int c = 0; c < out.channels(); c++) {
                for (int p = 0; p < out.height(); p++) {
                    for (int q = 0; q < out.width(); q++) {
                        float sum = 0;
                        for (int r = 0; r < window; r++) {
                            for (int s = 0; s < window; s++) {
                                sum += x.get(LaneFormat.index(x.shape(), n, p * window + r, q * window + s, c));
                            }
                        }
                        y.set(LaneFormat.index(out, n, p, q, c), sum * AveragePool.factor(window));
                    }
                }
            }
        }
    }

    /** dx = each window's dy / window^2. */
    public static void backward(Tensor dy, int window, Tensor dx) {
        dy.requireShape("average pool gradient: gradient of the result", AveragePool.pooled(dx.shape(), window));
        Shape in = dx.shape();
        for (int n = 0; n < in.images(); n++) {
            for (int c = 0; c < in.channels(); c++) {
                for (int h = 0; h < in.height(); h++) {
                    for (int w = 0; w < in.width(); w++) {
                        float gradient = dy.get(LaneFormat.index(dy.shape(), n, h / window, w / window, c));
                        dx.set(LaneFormat.index(in, n, h, w, c), gradient * AveragePool.factor(window));
                    }
                }
            }
        }
    }
}
