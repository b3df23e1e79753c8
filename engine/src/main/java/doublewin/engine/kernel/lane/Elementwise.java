package doublewin.engine.kernel.lane;

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
        Slices.run(pool, y.elements(), (from, to) -> add(a, b, y, from, to - from));
    }

    /** into += x; shapes equal. */
    public static void accumulate(WorkerPool pool, Tensor x, Tensor into) {
        x.requireShape("accumulate: summand", into.shape());
        add(pool, into, x, into);
    }

    /** into += x, for {@code count} values; the same ones or apart. */
    public static void accumulate(float[] x, int x0, float[] into, int into0, int count) {
        add(into, into0, x, x0, into, into0, count);
    }

    /** y = x. */
    public static void copy(WorkerPool pool, Tensor x, Tensor y) {
        y.requireShape("copy: result", x.shape());
        int xStart = x.offset();
        int yStart = y.offset();
        Slices.run(
                pool,
                y.elements(),
                (from, to) -> System.arraycopy(x.array(), xStart + from, y.array(), yStart + from, to - from));
    }

    /** y += x on rows {@code firstRow .. endRow - 1} of one block of maps; shapes equal. */
    public static void addRows(Tensor x, Tensor y, int block, int firstRow, int endRow) {
        RowChunks rows = new RowChunks(y.shape());
        int from = rows.element(block, firstRow);
        add(x, y, y, from, rows.element(block, endRow) - from);
    }

    /** y = a + b on {@code count} elements. */
    public static void add(Tensor a, Tensor b, Tensor y, int from, int count) {
        add(a.array(), a.offset() + from, b.array(), b.offset() + from, y.array(), y.offset() + from, count);
    }

    private static void add(
            float[] left, int leftStart, float[] right, int rightStart, float[] out, int outStart, int count) {
        int end = Lanes.SPECIES.loopBound(count);
        for (int i = 0; i < end; i += Lanes.WIDTH) {
            FloatVector.fromArray(Lanes.SPECIES, left, leftStart + i)
                    .add(FloatVector.fromArray(Lanes.SPECIES, right, rightStart + i))
                    .intoArray(out, outStart + i);
        }
        for (int i = end; i < count; i++) {
            out[outStart + i] = left[leftStart + i] + right[rightStart + i];
        }
    }
}
