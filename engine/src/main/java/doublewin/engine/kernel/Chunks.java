package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;

/** Splits flat index ranges into chunks of a fixed length for the workers; a short range runs inline. */
final class Chunks {
    /** Elements a chunk: 128 KiB of floats, so that a chunk is worth a task and several tensors' chunks fit the cache. */
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

    static void run(WorkerPool pool, int elements, Body body) {
        pool.run(
                count(elements),
                (chunk, scratch) -> body.run(chunk * LENGTH, Math.min(elements, (chunk + 1) * LENGTH)));
    }
}
