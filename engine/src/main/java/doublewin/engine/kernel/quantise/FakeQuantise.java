package doublewin.engine.kernel.quantise;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Slices;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Fake quantisation: rounding to the values of a grid of 2^bits, in float, as the official code does it
 * ({@link QuantisationGrid} holds the equation). Differs from its reference in nothing but the vectors: one read, one
 * write, an exact division.
 */
public final class FakeQuantise {
    private FakeQuantise() {}

    /** y = the grid's values for x; shapes equal, y may be x. Unused lanes are treated like the others. */
    public static void perTensor(WorkerPool pool, Tensor x, QuantisationGrid grid, Tensor y) {
        y.requireShape("fake quantisation: result", x.shape());
        Slices.run(pool, x.elements(), (from, to) -> run(x, grid, y, from, to));
    }

    /** dx = dy where the grid holds x, else 0 (also where x is NaN); shapes equal, dx may be dy. */
    public static void clipGradient(WorkerPool pool, Tensor x, QuantisationGrid grid, Tensor dy, Tensor dx) {
        dy.requireShape("fake quantisation: gradient of the result", x.shape());
        dx.requireShape("fake quantisation: gradient", x.shape());
        Slices.run(pool, x.elements(), (from, to) -> clipGradient(x, grid, dy, dx, from, to - from));
    }

    private static void clipGradient(Tensor x, QuantisationGrid grid, Tensor dy, Tensor dx, int from, int count) {
        float[] values = x.array();
        float[] in = dy.array();
        float[] out = dx.array();
        int valueStart = x.offset() + from;
        int inStart = dy.offset() + from;
        int outStart = dx.offset() + from;
        int end = Lanes.SPECIES.loopBound(count);
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        FloatVector scale = FloatVector.broadcast(Lanes.SPECIES, grid.scale());
        FloatVector shift = FloatVector.broadcast(Lanes.SPECIES, grid.shift());
        FloatVector highest = FloatVector.broadcast(Lanes.SPECIES, grid.highestCode());
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, values, valueStart + i);
            FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, in, inStart + i);
            zero.blend(gradient, holds(value, scale, shift, highest)).intoArray(out, outStart + i);
        }
        for (int i = end; i < count; i++) {
            out[outStart + i] = grid.holds(values[valueStart + i]) ? in[inStart + i] : 0;
        }
    }

    /**
     * y = weight, each output channel (index of the first axis) on the grid over its own range, found anew; y may be
     * weight.
     *
     * @throws doublewin.engine.tensor.NonFiniteException naming the first NaN or infinity of a channel and its place
     */
    public static void perChannel(WorkerPool pool, Tensor weight, int bits, Tensor y) {
        requirePlain(weight.shape());
        y.requireShape("fake quantisation: result", weight.shape());
        int channels = weight.shape().dim(0);
        int length = weight.elements() / channels;
        int together = Math.max(1, Slices.LENGTH / length);
        pool.run((channels + together - 1) / together, (task, scratch) -> {
            int end = Math.min(channels, (task + 1) * together);
            for (int k = task * together; k < end; k++) {
                Range range = RangeFinder.ofElements("fake quantisation", weight, k * length, (k + 1) * length);
                run(weight, QuantisationGrid.of(range, bits), y, k * length, (k + 1) * length);
            }
        });
    }

    static void requirePlain(Shape shape) {
        if (shape.isLanes() || shape.rank() == 0) {
            throw new IllegalArgumentException(
                    "fake quantisation: expected a weight whose first axis is the output channel, found shape "
                            + shape);
        }
    }

    private static void run(Tensor x, QuantisationGrid grid, Tensor y, int from, int to) {
        run(x.array(), x.offset() + from, grid, y.array(), y.offset() + from, to - from);
    }

    /** The grid's values for {@code count} values; {@code out} may be {@code in}. */
    static void run(float[] in, int inStart, QuantisationGrid grid, float[] out, int outStart, int count) {
        int end = Lanes.SPECIES.loopBound(count);
        FloatVector scale = FloatVector.broadcast(Lanes.SPECIES, grid.scale());
        FloatVector shift = FloatVector.broadcast(Lanes.SPECIES, grid.shift());
        FloatVector base = FloatVector.broadcast(Lanes.SPECIES, grid.base());
        FloatVector highest = FloatVector.broadcast(Lanes.SPECIES, grid.highestCode());
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            quantise(FloatVector.fromArray(Lanes.SPECIES, in, inStart + i), scale, shift, base, highest)
                    .intoArray(out, outStart + i);
        }
        for (int i = end; i < count; i++) {
            out[outStart + i] = grid.fakeQuantise(in[inStart + i]);
        }
    }

    /** {@link QuantisationGrid#fakeQuantise} lane by lane; the grid's numbers in all lanes. */
    public static FloatVector quantise(
            FloatVector x, FloatVector scale, FloatVector shift, FloatVector base, FloatVector highestCode) {
        FloatVector position = x.add(shift).div(scale);
        FloatVector code = Lanes.roundHalfEven(Lanes.clamp(position, FloatVector.zero(Lanes.SPECIES), highestCode));
        return code.mul(scale).add(base);
    }

    /** {@link QuantisationGrid#holds} lane by lane; the grid's numbers in all lanes. */
    public static VectorMask<Float> holds(
            FloatVector x, FloatVector scale, FloatVector shift, FloatVector highestCode) {
        FloatVector position = x.add(shift).div(scale);
        return position.compare(VectorOperators.GE, FloatVector.zero(Lanes.SPECIES))
                .and(position.compare(VectorOperators.LE, highestCode));
    }
}
