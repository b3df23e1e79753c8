package doublewin.bench.measure;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** How fast memory is copied when all workers copy at once, bytes read plus bytes written. */
public final class Bandwidth {
    private static final int FLOATS = 1 << 24;
    private static final int PIECE = 1 << 16;
    private static final int RUNS = 9;

    private Bandwidth() {}

    /** Gigabytes a second: the median of a few copies that no cache holds. */
    public static double gigabytes(WorkerPool pool) {
        Arena arena = new Arena(2 * FLOATS + Shape.LANES);
        Tensor from = arena.allocate(Shape.of(FLOATS));
        Tensor to = arena.allocate(Shape.of(FLOATS));
        from.fill(1);
        double[] rates = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            pool.run(
                    FLOATS / PIECE,
                    (piece, scratch) -> System.arraycopy(
                            from.array(),
                            from.offset() + piece * PIECE,
                            to.array(),
                            to.offset() + piece * PIECE,
                            PIECE));
            rates[i] = 2.0 * Float.BYTES * FLOATS / (System.nanoTime() - start);
        }
        Arrays.sort(rates);
        return rates[RUNS / 2];
    }
}
