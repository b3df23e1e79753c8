package doublewin.experiments.work;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.terminal.Progress;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * What every job works with.
 *
 * @param pool that computes
 * @param progress that is shown
 * @param stop whether the user asked to stop
 */
public record Workshop(WorkerPool pool, Progress progress, BooleanSupplier stop) {
    /** A job. */
    @FunctionalInterface
    public interface Job<T> {
        /** Does it. */
        T in(Workshop workshop) throws IOException;
    }

    /** Does a job with a pool of so many threads, which ends with it. */
    public static <T> T open(int threads, Progress progress, BooleanSupplier stop, Job<T> job) throws IOException {
        try (WorkerPool pool = new WorkerPool(threads)) {
            return job.in(new Workshop(pool, progress, stop));
        }
    }
}
