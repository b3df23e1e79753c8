package doublewin.experiments.job;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.terminal.Progress;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * What every job works with.
 *
 * @param pool that computes
 * @param progress that is shown
 * @param stop whether the user asked to stop
 */
public record Workshop(WorkerPool pool, Progress progress, BooleanSupplier stop) {
    /** Shows images done after {@code before} others, and throws once a stop is asked for. */
    IntConsumer images(long before, String detail, String howToGoOn) {
        return done -> {
            progress.update(before + done, detail);
            if (stop.getAsBoolean()) {
                throw new StoppedException(howToGoOn);
            }
        };
    }
}
