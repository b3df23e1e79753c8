package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The rectifier and its gradient. A NaN passes the forward pass, so that the next range or loss reports it; -0 becomes +0.
 * Differs from its reference in the vectors alone: compare and blend, since vector max is slow.
 */
public final class Relu {
    private Relu() {}

    /** y = x, or 0 where x is at most 0; shapes equal, y may be x. */
    public static void forward(WorkerPool pool, Tensor x, Tensor y) {
        y.requireShape("relu: result", x.shape());
        Chunks.run(pool, x.elements(), (from, to) ->
                forward(x.array(), x.offset() + from, y.array(), y.offset() + from, to - from));
    }

    /**
     * dx = dy where y is above 0, else 0 (also where y is NaN); shapes equal, dx may be dy.
     *
     * @param y result of the forward pass, or its input: the sign is the same
     */
    public static void backward(WorkerPool pool, Tensor y, Tensor dy, Tensor dx) {
        dy.requireShape("relu gradient: gradient of the result", y.shape());
        dx.requireShape("relu gradient: result", y.shape());
        Chunks.run(pool, y.elements(), (from, to) -> backward(
                y.array(), y.offset() + from, dy.array(), dy.offset() + from, dx.array(), dx.offset() + from,
                to - from));
    }

    private static void forward(float[] x, int xStart, float[] y, int yStart, int count) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, x, xStart + i);
            value.blend(zero, value.compare(VectorOperators.LE, zero)).intoArray(y, yStart + i);
        }
        for (int i = end; i < count; i++) {
            y[yStart + i] = x[xStart + i] <= 0 ? 0 : x[xStart + i];
        }
    }

    private static void backward(
            float[] y, int yStart, float[] dy, int dyStart, float[] dx, int dxStart, int count) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, y, yStart + i);
            FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, dy, dyStart + i);
            zero.blend(gradient, value.compare(VectorOperators.GT, zero)).intoArray(dx, dxStart + i);
        }
        for (int i = end; i < count; i++) {
            dx[dxStart + i] = y[yStart + i] > 0 ? dy[dyStart + i] : 0;
        }
    }
}
