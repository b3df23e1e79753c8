package doublewin.engine.kernel.norm;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;

/** The passes of batch normalisation as plain loop nests, with the kernel's order of summation. */
public final class ReferenceBatchNorm {
    private ReferenceBatchNorm() {}

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

    /** dx = fma(a, dy, fma(b, x, c)), channel by channel, plus the other gradient. */
    public static void inputGradient(
            Tensor x, Tensor dy, float[] a, float[] b, float[] c, Optional<Tensor> other, Tensor dx) {
        BatchNorm.requireLength("batch norm gradient: a", a.length, x.shape());
        BatchNorm.requireLength("batch norm gradient: b", b.length, x.shape());
        BatchNorm.requireLength("batch norm gradient: c", c.length, x.shape());
        dy.requireShape("batch norm gradient: gradient of the result", x.shape());
        dx.requireShape("batch norm gradient: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            int channel = channel(i, x.shape());
            float gradient = Math.fma(a[channel], dy.get(i), Math.fma(b[channel], x.get(i), c[channel]));
            dx.set(i, other.isPresent() ? other.get().get(i) + gradient : gradient);
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
        int rows = RowChunks.rows(shape.width());
        double total = 0;
        float[] chains = new float[Shape.LANES];
        for (int block = 0; block < shape.blocks(); block++) {
            for (int first = 0; first < shape.height(); first += rows) {
                int end = Math.min(shape.height(), first + rows);
                for (int lane = 0; lane < shape.imagesInBlock(block); lane++) {
                    int image = block * Shape.LANES + lane;
                    float chain = 0;
                    for (int h = first; h < end; h++) {
                        for (int w = 0; w < shape.width(); w++) {
                            chain = link.apply(LaneFormat.index(shape, image, h, w, channel), chain);
                        }
                    }
                    chains[lane] = chain;
                }
                total += Lanes.sum(chains, 0, shape.imagesInBlock(block));
            }
        }
        return total;
    }
}
