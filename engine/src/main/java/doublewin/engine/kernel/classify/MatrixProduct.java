package doublewin.engine.kernel.classify;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The classifier's matrix product, its gradients and its bias: x is (images, 1, 1, inputs) and y (images, 1, 1,
 * outputs) in lane format, weight (outputs, inputs), bias (outputs).
 *
 * <p>An output or input gradient is one chain of FMAs from +0 in ascending order; the bias is added last. A weight or
 * bias gradient is a chain a lane over chunks of {@value #CHUNK_BLOCKS} blocks in float, then a fixed tree over the
 * lanes and the chunks in order, in double. The references have the same order; the kernel takes 16 images at once.
 */
public final class MatrixProduct {
    /** Blocks of one float sum over images: it bounds the rounding error. Bits depend on it. */
    static final int CHUNK_BLOCKS = 8;

    private MatrixProduct() {}

    /** y = weight x + bias. */
    public static void forward(WorkerPool pool, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        requireShapes("matrix product", x.shape(), weight, y.shape());
        bias.requireShape("matrix product: bias", Shape.of(y.shape().channels()));
        int inputs = x.shape().channels() * Shape.LANES;
        int outputs = y.shape().channels() * Shape.LANES;
        pool.run(
                x.shape().blocks(),
                (block, scratch) -> forward(
                        x.array(), x.offset() + block * inputs, weight, bias, y.array(), y.offset() + block * outputs));
    }

    /** dx = transposed weight dy. */
    public static void inputGradient(WorkerPool pool, Tensor dy, Tensor weight, Tensor dx) {
        requireShapes("matrix product input gradient", dx.shape(), weight, dy.shape());
        int inputs = dx.shape().channels() * Shape.LANES;
        int outputs = dy.shape().channels() * Shape.LANES;
        pool.run(
                dx.shape().blocks(),
                (block, scratch) -> inputGradient(
                        dy.array(), dy.offset() + block * outputs, weight, dx.array(), dx.offset() + block * inputs));
    }

    /** dweight = sum over images of dy times x. */
    public static void weightGradient(WorkerPool pool, Tensor x, Tensor dy, Tensor dweight) {
        requireShapes("matrix product weight gradient", x.shape(), dweight, dy.shape());
        pool.run(dy.shape().channels(), (output, scratch) -> {
            Tensor chains = scratch.floats(Shape.LANES);
            int inputs = x.shape().channels();
            for (int input = 0; input < inputs; input++) {
                double sum = 0;
                for (int block = 0; block < x.shape().blocks(); block += CHUNK_BLOCKS) {
                    productChains(x, input, dy, output, block, chains);
                    sum += Lanes.sum(chains.array(), chains.offset(), Shape.LANES);
                }
                dweight.set(output * inputs + input, (float) sum);
            }
        });
    }

    /** dbias = sum over images of dy. */
    public static void biasGradient(WorkerPool pool, Tensor dy, Tensor dbias) {
        requireVectors("matrix product bias gradient", dy.shape());
        dbias.requireShape(
                "matrix product bias gradient: result", Shape.of(dy.shape().channels()));
        pool.run(1, (task, scratch) -> {
            Tensor chains = scratch.floats(Shape.LANES);
            for (int output = 0; output < dbias.elements(); output++) {
                double sum = 0;
                for (int block = 0; block < dy.shape().blocks(); block += CHUNK_BLOCKS) {
                    chains(dy, output, block, chains);
                    sum += Lanes.sum(chains.array(), chains.offset(), Shape.LANES);
                }
                dbias.set(output, (float) sum);
            }
        });
    }

    static void requireShapes(String operation, Shape x, Tensor weight, Shape y) {
        requireVectors(operation, x);
        requireVectors(operation, y);
        if (x.images() != y.images()) {
            throw new IllegalArgumentException(
                    operation + ": expected as many results as inputs, found shapes " + y + " and " + x);
        }
        weight.requireShape(operation + ": weight", Shape.of(y.channels(), x.channels()));
    }

    static void requireVectors(String operation, Shape shape) {
        if (shape.height() != 1 || shape.width() != 1) {
            throw new IllegalArgumentException(
                    operation + ": expected maps of one pixel, found a batch of shape " + shape + "; pool it first");
        }
    }

    private static void forward(float[] x, int xStart, Tensor weight, Tensor bias, float[] y, int yStart) {
        int outputs = weight.shape().dim(0);
        int inputs = weight.shape().dim(1);
        float[] w = weight.array();
        for (int output = 0; output < outputs; output++) {
            int row = weight.offset() + output * inputs;
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                FloatVector chain = FloatVector.zero(Lanes.SPECIES);
                for (int input = 0; input < inputs; input++) {
                    chain = FloatVector.fromArray(Lanes.SPECIES, x, xStart + input * Shape.LANES + lane)
                            .fma(FloatVector.broadcast(Lanes.SPECIES, w[row + input]), chain);
                }
                chain.add(bias.get(output)).intoArray(y, yStart + output * Shape.LANES + lane);
            }
        }
    }

    private static void inputGradient(float[] dy, int dyStart, Tensor weight, float[] dx, int dxStart) {
        int outputs = weight.shape().dim(0);
        int inputs = weight.shape().dim(1);
        float[] w = weight.array();
        for (int input = 0; input < inputs; input++) {
            int column = weight.offset() + input;
            for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
                FloatVector chain = FloatVector.zero(Lanes.SPECIES);
                for (int output = 0; output < outputs; output++) {
                    chain = FloatVector.fromArray(Lanes.SPECIES, dy, dyStart + output * Shape.LANES + lane)
                            .fma(FloatVector.broadcast(Lanes.SPECIES, w[column + output * inputs]), chain);
                }
                chain.intoArray(dx, dxStart + input * Shape.LANES + lane);
            }
        }
    }

    /** Per-lane sums of dy * x over the images of up to {@value #CHUNK_BLOCKS} blocks; a lane without image stays 0. */
    private static void productChains(Tensor x, int input, Tensor dy, int output, int firstBlock, Tensor chains) {
        int xStride = x.shape().channels() * Shape.LANES;
        int dyStride = dy.shape().channels() * Shape.LANES;
        int end = Math.min(x.shape().blocks(), firstBlock + CHUNK_BLOCKS);
        for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
            int xStart = x.offset() + input * Shape.LANES + lane;
            int dyStart = dy.offset() + output * Shape.LANES + lane;
            FloatVector chain = FloatVector.zero(Lanes.SPECIES);
            for (int block = firstBlock; block < end; block++) {
                VectorMask<Float> used =
                        Lanes.SPECIES.indexInRange(lane, x.shape().imagesInBlock(block));
                FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, x.array(), xStart + block * xStride)
                        .fma(FloatVector.fromArray(Lanes.SPECIES, dy.array(), dyStart + block * dyStride), chain);
                chain = chain.blend(sum, used);
            }
            chain.intoArray(chains.array(), chains.offset() + lane);
        }
    }

    private static void chains(Tensor dy, int output, int firstBlock, Tensor chains) {
        int stride = dy.shape().channels() * Shape.LANES;
        int end = Math.min(dy.shape().blocks(), firstBlock + CHUNK_BLOCKS);
        for (int lane = 0; lane < Shape.LANES; lane += Lanes.WIDTH) {
            int start = dy.offset() + output * Shape.LANES + lane;
            FloatVector chain = FloatVector.zero(Lanes.SPECIES);
            for (int block = firstBlock; block < end; block++) {
                VectorMask<Float> used =
                        Lanes.SPECIES.indexInRange(lane, dy.shape().imagesInBlock(block));
                FloatVector sum = chain.add(FloatVector.fromArray(Lanes.SPECIES, dy.array(), start + block * stride));
                chain = chain.blend(sum, used);
            }
            chain.intoArray(chains.array(), chains.offset() + lane);
        }
    }
}
