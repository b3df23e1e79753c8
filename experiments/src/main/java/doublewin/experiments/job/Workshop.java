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
    /**
     * Shows images done after {@code before} others. Throws once a stop is asked for, unless all {@code count} images
     * of this part are done: then the part counts.
     */
    IntConsumer images(long before, int count, String detail, String howToGoOn) {
        return done -> {
            progress.update(before + done, detail);
            if (done < count) {
                requireNoStop(howToGoOn);
            }
        };
    }

    /** Throws once a stop is asked for. */
    void requireNoStop(String howToGoOn) {
        if (stop.getAsBoolean()) {
            throw new StoppedException(howToGoOn);
        }
    }
}
