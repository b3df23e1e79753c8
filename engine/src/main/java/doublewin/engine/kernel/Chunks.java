package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;

/** Splits flat index ranges into chunks of a fixed length for the workers; a short range runs inline. */
final class Chunks {
    /**
     * Elements a chunk: 128 KiB of floats, so that a chunk is worth a task and several tensors' chunks fit the cache.
     */
    static final int LENGTH = 1 << 15;

    private Chunks() {}

    /** The work on elements {@code from} to {@code to - 1}. */
    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }

    static int count(int elements) {
        return (elements + LENGTH - 1) / LENGTH;
    }

    /** End of the chunk that starts at {@code from}. */
    static int end(int from, int elements) {
        return from + Math.min(LENGTH, elements - from);
    }

    static void run(WorkerPool pool, int elements, Body body) {
        pool.run(count(elements), (chunk, scratch) -> {
            int from = chunk * LENGTH;
            body.run(from, end(from, elements));
        });
    }
}
