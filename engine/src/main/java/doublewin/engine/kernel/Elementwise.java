package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Sums and copies of whole tensors of equal shape, element by element.
 *
 * <p>Differs from its reference in the vectors alone, which are explicit, since the compiler does not vectorise a loop
 * over windows of arrays that might overlap. Unused lanes are treated like the others.
 */
public final class Elementwise {
    private Elementwise() {}

    /** y = a + b. Any of the three may be the same tensor. */
    public static void add(WorkerPool pool, Tensor a, Tensor b, Tensor y) {
        b.requireShape("add: second operand", a.shape());
        y.requireShape("add: result", a.shape());
        Chunks.run(pool, y.elements(), (from, to) -> add(
                a.array(), a.offset() + from, b.array(), b.offset() + from, y.array(), y.offset() + from, to - from));
    }

    /** into += x; shapes equal. */
    public static void accumulate(WorkerPool pool, Tensor x, Tensor into) {
        x.requireShape("accumulate: summand", into.shape());
        add(pool, into, x, into);
    }

    /** y = x. */
    public static void copy(WorkerPool pool, Tensor x, Tensor y) {
        y.requireShape("copy: result", x.shape());
        Chunks.run(pool, y.elements(), (from, to) ->
                System.arraycopy(x.array(), x.offset() + from, y.array(), y.offset() + from, to - from));
    }

    private static void add(float[] a, int aStart, float[] b, int bStart, float[] y, int yStart, int count) {
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector.fromArray(Lanes.SPECIES, a, aStart + i)
                    .add(FloatVector.fromArray(Lanes.SPECIES, b, bStart + i))
                    .intoArray(y, yStart + i);
        }
        for (int i = end; i < count; i++) {
            y[yStart + i] = a[aStart + i] + b[bStart + i];
        }
    }
}
