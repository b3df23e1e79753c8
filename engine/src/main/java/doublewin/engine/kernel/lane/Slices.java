package doublewin.engine.kernel.lane;

import doublewin.engine.parallel.WorkerPool;

/**
 * Splits flat index ranges into slices of a fixed length for the workers; a short range runs inline. No sum runs over a
 * slice, so bits do not depend on the length.
 */
public final class Slices {
    /**
     * Elements a slice: 128 KiB of floats, so that a slice is worth a task and several tensors' slices fit the cache.
     */
    public static final int LENGTH = 1 << 15;

    private Slices() {}

    /** The work on elements {@code from} to {@code to - 1}. */
    @FunctionalInterface
    public interface Body {
        /** Does it. */
        void run(int from, int to);
    }

    /** Slices of a range. */
    public static int count(int elements) {
        return Math.ceilDiv(elements, LENGTH);
    }

    /** End of the slice that starts at {@code from}. */
    public static int end(int from, int elements) {
        return from + Math.min(LENGTH, elements - from);
    }

    /** All slices, shared out to the workers. */
    public static void run(WorkerPool pool, int elements, Body body) {
        pool.run(count(elements), (slice, scratch) -> {
            int from = slice * LENGTH;
            body.run(from, end(from, elements));
        });
    }
}
