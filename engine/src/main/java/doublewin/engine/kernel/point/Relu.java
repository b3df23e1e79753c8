package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Slices;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The rectifier and its gradient. A NaN passes the forward pass, so that the next range or loss reports it; -0
 * becomes +0. Differs from its reference in the vectors alone: compare and blend, since vector max is slow.
 */
public final class Relu {
    private Relu() {}

    /** y = x, or 0 where x is at most 0; shapes equal, y may be x. */
    public static void forward(WorkerPool pool, Tensor x, Tensor y) {
        y.requireShape("relu: result", x.shape());
        Slices.run(pool, x.elements(), (from, to) -> forward(x, y, from, to - from));
    }

    /**
     * dx = dy where y is above 0, else 0 (also where y is NaN); shapes equal, dx may be dy.
     *
     * @param y result of the forward pass, or its input: the sign is the same
     */
    public static void backward(WorkerPool pool, Tensor y, Tensor dy, Tensor dx) {
        dy.requireShape("relu gradient: gradient of the result", y.shape());
        dx.requireShape("relu gradient: result", y.shape());
        Slices.run(pool, y.elements(), (from, to) -> backward(y, dy, dx, from, to - from));
    }

    /** x, or +0 where x is at most 0. */
    public static FloatVector rectify(FloatVector x) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        return x.blend(zero, x.compare(VectorOperators.LE, zero));
    }

    private static void forward(Tensor x, Tensor y, int from, int count) {
        float[] in = x.array();
        float[] out = y.array();
        int inStart = x.offset() + from;
        int outStart = y.offset() + from;
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            rectify(FloatVector.fromArray(Lanes.SPECIES, in, inStart + i)).intoArray(out, outStart + i);
        }
        for (int i = end; i < count; i++) {
            out[outStart + i] = in[inStart + i] <= 0 ? 0 : in[inStart + i];
        }
    }

    private static void backward(Tensor y, Tensor dy, Tensor dx, int from, int count) {
        float[] values = y.array();
        float[] in = dy.array();
        float[] out = dx.array();
        int valueStart = y.offset() + from;
        int inStart = dy.offset() + from;
        int outStart = dx.offset() + from;
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, values, valueStart + i);
            FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, in, inStart + i);
            zero.blend(gradient, value.compare(VectorOperators.GT, zero)).intoArray(out, outStart + i);
        }
        for (int i = end; i < count; i++) {
            out[outStart + i] = values[valueStart + i] > 0 ? in[inStart + i] : 0;
        }
    }
}
