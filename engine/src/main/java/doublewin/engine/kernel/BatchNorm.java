package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The passes over feature maps that batch normalisation is made of; per-channel arithmetic is the caller's.
 *
 * <p>Sums over a channel go, as in the reference, lane by lane over chunks of at most {@value #CHUNK_PIXELS} pixels
 * of a block, in float; then over the lanes that hold images in a fixed tree and over the chunks in order, in double.
 * Unlike the reference, the kernel visits memory in its order: it keeps the sums of up to {@value #CHANNELS_TOGETHER}
 * channels in the first-level cache and adds a pixel to all of them.
 */
public final class BatchNorm {
    /** Pixels of one float sum. */
    static final int CHUNK_PIXELS = 64;

    private static final int CHANNELS_TOGETHER = 64;

    private BatchNorm() {}

    /**
     * Mean and biased variance of every channel of a batch.
     *
     * <p>What is summed are the distances from the channel's first value (image 0, pixel 0), so that a mean that is
     * large against the deviation costs no digits; the variance is at least 0. A NaN or infinity makes its channel's
     * NaN.
     *
     * @param mean overwritten, one a channel
     * @param variance overwritten, one a channel
     */
    public static void statistics(WorkerPool pool, Tensor x, double[] mean, double[] variance) {
        Shape shape = x.shape();
        requireLength("statistics: mean", mean.length, shape);
        requireLength("statistics: variance", variance.length, shape);
        int channels = shape.channels();
        Tensor pivots = pool.shared().floats(channels);
        for (int c = 0; c < channels; c++) {
            pivots.set(c, x.get(c * Shape.LANES));
        }
        sumChunks(
                pool,
                shape,
                mean,
                variance,
                (from, pixels, c, count, sums) -> addDistances(x, pivots, from, pixels, c, count, sums));
        double values = (double) shape.images() * shape.height() * shape.width();
        for (int c = 0; c < channels; c++) {
            double distance = mean[c] / values;
            variance[c] = Math.max(0, variance[c] / values - distance * distance);
            mean[c] = pivots.get(c) + distance;
        }
    }

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
        Shape shape = x.shape();
        dy.requireShape("batch norm gradient: gradient of the result", shape);
        requireLength("batch norm gradient: mean", mean.length, shape);
        requireLength("batch norm gradient: sums of the gradient", sumDy.length, shape);
        requireLength("batch norm gradient: centred sums", sumDyCentred.length, shape);
        sumChunks(
                pool,
                shape,
                sumDy,
                sumDyCentred,
                (from, pixels, c, count, sums) -> addProducts(x, dy, mean, from, pixels, c, count, sums));
    }

    /** dx = fma(a, dy, fma(b, x, c)), each of a, b, c one a channel. dx may be dy or x. */
    public static void inputGradient(WorkerPool pool, Tensor x, Tensor dy, float[] a, float[] b, float[] c, Tensor dx) {
        Shape shape = x.shape();
        requireLength("batch norm gradient: a", a.length, shape);
        requireLength("batch norm gradient: b", b.length, shape);
        requireLength("batch norm gradient: c", c.length, shape);
        dy.requireShape("batch norm gradient: gradient of the result", shape);
        dx.requireShape("batch norm gradient: result", shape);
        Pixels.run(pool, shape, (from, pixels) -> inputGradient(x, dy, a, b, c, dx, from, pixels));
    }

    /** dx = dy * scale, channel by channel: the input gradient in evaluation mode. dx may be dy. */
    public static void scaleGradient(WorkerPool pool, Tensor dy, float[] scale, Tensor dx) {
        requireLength("batch norm gradient: scale", scale.length, dy.shape());
        dx.requireShape("batch norm gradient: result", dy.shape());
        Pixels.run(pool, dy.shape(), (from, pixels) -> scaleGradient(dy, scale, dx, from, pixels));
    }

    static void requireLength(String what, int length, Shape shape) {
        if (length != shape.channels()) {
            throw new IllegalArgumentException(what + " has " + length + " values, expected " + shape.channels()
                    + ", one for each channel of a batch of shape " + shape);
        }
    }

    /** Chunks of a block. */
    static int chunks(Shape shape) {
        return (shape.height() * shape.width() + CHUNK_PIXELS - 1) / CHUNK_PIXELS;
    }

    /** Adds a chunk's pixels to per-lane sums, laid out (channel, first or second sum, lane). */
    @FunctionalInterface
    private interface ChunkSum {
        /** Pixels from element {@code from} on; channels {@code c} to {@code c + count - 1}. */
        void add(int from, int pixels, int c, int count, Tensor sums);
    }

    private static void sumChunks(WorkerPool pool, Shape shape, double[] first, double[] second, ChunkSum body) {
        int area = shape.height() * shape.width();
        int channels = shape.channels();
        int perBlock = chunks(shape);
        int chunks = shape.blocks() * perBlock;
        double[] partial = pool.shared().doubles(2 * channels * chunks);
        pool.run(chunks, (chunk, scratch) -> {
            int block = chunk / perBlock;
            int pixel = chunk % perBlock * CHUNK_PIXELS;
            int pixels = Math.min(CHUNK_PIXELS, area - pixel);
            int valid = shape.imagesInBlock(block);
            Tensor sums = scratch.floats(2 * Shape.LANES * CHANNELS_TOGETHER);
            for (int c = 0; c < channels; c += CHANNELS_TOGETHER) {
                int count = Math.min(CHANNELS_TOGETHER, channels - c);
                int from = ((block * area + pixel) * channels + c) * Shape.LANES;
                Arrays.fill(sums.array(), sums.offset(), sums.offset() + 2 * Shape.LANES * count, 0f);
                body.add(from, pixels, c, count, sums);
                for (int k = 0; k < 2 * count; k++) {
                    partial[2 * (chunk * channels + c) + k] =
                            Lanes.sum(sums.array(), sums.offset() + k * Shape.LANES, valid);
                }
            }
        });
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        for (int chunk = 0; chunk < chunks; chunk++) {
            for (int c = 0; c < channels; c++) {
                first[c] += partial[2 * (chunk * channels + c)];
                second[c] += partial[2 * (chunk * channels + c) + 1];
            }
        }
    }

    private static void addDistances(
            Tensor x, Tensor pivots, int from, int pixels, int channel, int channels, Tensor sums) {
        float[] in = x.array();
        float[] pivot = pivots.array();
        float[] chains = sums.array();
        int pivotStart = pivots.offset() + channel;
        int stride = x.shape().channels() * Shape.LANES;
        for (int p = 0; p < pixels; p++) {
            int inStart = x.offset() + from + p * stride;
            for (int c = 0; c < channels; c++) {
                FloatVector centre = FloatVector.broadcast(Lanes.SPECIES, pivot[pivotStart + c]);
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int sum = sums.offset() + 2 * Shape.LANES * c + lane;
                    int squares = sum + Shape.LANES;
                    FloatVector distance = FloatVector.fromArray(Lanes.SPECIES, in, inStart + Shape.LANES * c + lane)
                            .sub(centre);
                    FloatVector.fromArray(Lanes.SPECIES, chains, sum)
                            .add(distance)
                            .intoArray(chains, sum);
                    distance.fma(distance, FloatVector.fromArray(Lanes.SPECIES, chains, squares))
                            .intoArray(chains, squares);
                }
            }
        }
    }

    private static void addProducts(
            Tensor x, Tensor dy, float[] mean, int from, int pixels, int channel, int channels, Tensor sums) {
        float[] in = x.array();
        float[] gradients = dy.array();
        float[] chains = sums.array();
        int stride = x.shape().channels() * Shape.LANES;
        for (int p = 0; p < pixels; p++) {
            int start = from + p * stride;
            for (int c = 0; c < channels; c++) {
                FloatVector centre = FloatVector.broadcast(Lanes.SPECIES, mean[channel + c]);
                for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                    int at = start + Shape.LANES * c + lane;
                    int sum = sums.offset() + 2 * Shape.LANES * c + lane;
                    int products = sum + Shape.LANES;
                    FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, gradients, dy.offset() + at);
                    FloatVector.fromArray(Lanes.SPECIES, chains, sum)
                            .add(gradient)
                            .intoArray(chains, sum);
                    FloatVector.fromArray(Lanes.SPECIES, in, x.offset() + at)
                            .sub(centre)
                            .fma(gradient, FloatVector.fromArray(Lanes.SPECIES, chains, products))
                            .intoArray(chains, products);
                }
            }
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
