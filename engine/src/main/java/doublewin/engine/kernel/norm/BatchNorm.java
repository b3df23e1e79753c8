package doublewin.engine.kernel.norm;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Pixels;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * The passes over feature maps that batch normalisation is made of, beside {@link ChannelStatistics}; per-channel
 * arithmetic is the caller's. Unlike the reference, the kernels visit memory in its order.
 */
public final class BatchNorm {
    private BatchNorm() {}

    /** y = fma(x, scale, shift), channel by channel: one rounding. y may be x. */
    public static void apply(WorkerPool pool, Tensor x, float[] scale, float[] shift, Tensor y) {
        requireLength("batch norm: scale", scale.length, x.shape());
        requireLength("batch norm: shift", shift.length, x.shape());
        y.requireShape("batch norm: result", x.shape());
        Pixels.run(pool, x.shape(), (from, pixels) -> apply(x, scale, shift, y, from, pixels));
    }

    /**
     * What the backward pass in training needs of every channel.
     *
     * @param mean of x, one a channel
     * @param sumDy overwritten: sum of dy
     * @param sumDyCentred overwritten: sum of dy * (x - mean)
     */
    public static void gradientSums(
            WorkerPool pool, Tensor x, Tensor dy, float[] mean, double[] sumDy, double[] sumDyCentred) {
        dy.requireShape("batch norm gradient: gradient of the result", x.shape());
        try (GradientSums sums = new GradientSums(pool, x, mean)) {
            new RowChunks(x.shape())
                    .run(pool, (block, first, end, scratch) -> sums.addRows(dy, block, first, end, scratch));
            sums.finish(sumDy, sumDyCentred);
        }
    }

    /**
     * dx = fma(a, dy, fma(b, x, c)), plus another gradient of x where there is one.
     *
     * @param a one a channel, like b and c
     * @param other added
     * @param dx may be dy or x
     */
    public static void inputGradient(
            WorkerPool pool, Tensor x, Tensor dy, float[] a, float[] b, float[] c, Optional<Tensor> other, Tensor dx) {
        Shape shape = x.shape();
        requireLength("batch norm gradient: a", a.length, shape);
        requireLength("batch norm gradient: b", b.length, shape);
        requireLength("batch norm gradient: c", c.length, shape);
        dy.requireShape("batch norm gradient: gradient of the result", shape);
        dx.requireShape("batch norm gradient: result", shape);
        other.ifPresent(gradient -> gradient.requireShape("batch norm gradient: other gradient", shape));
        Pixels.run(pool, shape, (from, pixels) -> {
            inputGradient(x, dy, a, b, c, dx, from, pixels);
            if (other.isPresent()) {
                Elementwise.add(other.get(), dx, dx, from, pixels * a.length * Shape.LANES);
            }
        });
    }

    /** dx = dy * scale, channel by channel: the input gradient in evaluation mode. dx may be dy. */
    public static void scaleGradient(WorkerPool pool, Tensor dy, float[] scale, Tensor dx) {
        requireLength("batch norm gradient: scale", scale.length, dy.shape());
        dx.requireShape("batch norm gradient: result", dy.shape());
        Pixels.run(pool, dy.shape(), (from, pixels) -> scaleGradient(dy, scale, dx, from, pixels));
    }

    public static void requireLength(String what, int length, Shape shape) {
        if (length != shape.channels()) {
            throw new IllegalArgumentException(what + " has " + length + " values, expected " + shape.channels()
                    + ", one for each channel of a batch of shape " + shape);
        }
    }

    private static void apply(Tensor x, float[] scale, float[] shift, Tensor y, int from, int pixels) {
        float[] in = x.array();
        float[] out = y.array();
        for (int p = 0; p < pixels; p++) {
            int start = from + p * scale.length * Shape.LANES;
            for (int c = 0; c < scale.length; c++) {
                FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[c]);
                FloatVector summand = FloatVector.broadcast(Lanes.SPECIES, shift[c]);
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = start + Shape.LANES * c + lane;
                    FloatVector.fromArray(Lanes.SPECIES, in, x.offset() + at)
                            .fma(factor, summand)
                            .intoArray(out, y.offset() + at);
                }
            }
        }
    }

    private static void inputGradient(
            Tensor x, Tensor dy, float[] a, float[] b, float[] c, Tensor dx, int from, int pixels) {
        float[] in = x.array();
        float[] gradients = dy.array();
        float[] out = dx.array();
        for (int p = 0; p < pixels; p++) {
            int start = from + p * a.length * Shape.LANES;
            for (int channel = 0; channel < a.length; channel++) {
                FloatVector ofGradient = FloatVector.broadcast(Lanes.SPECIES, a[channel]);
                FloatVector ofInput = FloatVector.broadcast(Lanes.SPECIES, b[channel]);
                FloatVector constant = FloatVector.broadcast(Lanes.SPECIES, c[channel]);
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = start + Shape.LANES * channel + lane;
                    FloatVector inner = FloatVector.fromArray(Lanes.SPECIES, in, x.offset() + at)
                            .fma(ofInput, constant);
                    FloatVector.fromArray(Lanes.SPECIES, gradients, dy.offset() + at)
                            .fma(ofGradient, inner)
                            .intoArray(out, dx.offset() + at);
                }
            }
        }
    }

    private static void scaleGradient(Tensor dy, float[] scale, Tensor dx, int from, int pixels) {
        float[] gradients = dy.array();
        float[] out = dx.array();
        for (int p = 0; p < pixels; p++) {
            int start = from + p * scale.length * Shape.LANES;
            for (int c = 0; c < scale.length; c++) {
                FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale[c]);
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = start + Shape.LANES * c + lane;
                    FloatVector.fromArray(Lanes.SPECIES, gradients, dy.offset() + at)
                            .mul(factor)
                            .intoArray(out, dx.offset() + at);
                }
            }
        }
    }
}
