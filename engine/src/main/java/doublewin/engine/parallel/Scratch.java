package doublewin.engine.parallel;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Working memory that one worker keeps from task to task: packed rows, panels, partial sums. It grows to the largest
 * request and then makes no garbage. Contents are undefined, and end with the next request of the same type.
 */
public final class Scratch {
    /** One cache line more than half of the largest region of a heap: only larger arrays get a region to themselves. */
    private static final int SLAB = (1 << 22) + 12;

    private final Arena arena = new Arena(SLAB);
    private Tensor floats = Tensor.zeros(Shape.of(1));
    private double[] doubles = new double[0];

    Scratch() {}

    /** At least {@code count} floats, starting on a cache line; one area, which a kernel divides itself. */
    public Tensor floats(int count) {
        if (floats.elements() < count) {
            arena.reset();
            floats = arena.allocate(Shape.of(count));
        }
        return floats;
    }

    /** At least {@code count} doubles. */
    public double[] doubles(int count) {
        if (doubles.length < count) {
            doubles = new double[count];
        }
        return doubles;
    }
}
