package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Sums and copies of whole tensors of equal shape, element by element.
 *
 * <p>The loops are plain, since the compiler vectorises them as they stand; chunks of a fixed length go to the workers.
 * Unused lanes are treated like the others.
 */
public final class Elementwise {
    private Elementwise() {}

    /** y = a + b. Any of the three may be the same tensor. */
    public static void add(WorkerPool pool, Tensor a, Tensor b, Tensor y) {
        b.requireShape("add: second operand", a.shape());
        y.requireShape("add: result", a.shape());
        Chunks.run(pool, y.elements(), (from, to) -> addChunk(a, b, y, from, to));
    }

    /** into += x. */
    public static void accumulate(WorkerPool pool, Tensor x, Tensor into) {
        add(pool, into, x, into);
    }

    /** y = x. */
    public static void copy(WorkerPool pool, Tensor x, Tensor y) {
        y.requireShape("copy: result", x.shape());
        Chunks.run(pool, y.elements(), (from, to) ->
                System.arraycopy(x.array(), x.offset() + from, y.array(), y.offset() + from, to - from));
    }

    private static void addChunk(Tensor a, Tensor b, Tensor y, int from, int to) {
        float[] left = a.array();
        float[] right = b.array();
        float[] out = y.array();
        int leftStart = a.offset();
        int rightStart = b.offset();
        int outStart = y.offset();
        for (int i = from; i < to; i++) {
            out[outStart + i] = left[leftStart + i] + right[rightStart + i];
        }
    }
}
