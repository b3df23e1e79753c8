package doublewin.experiments.spark.cluster;

import java.io.Serializable;

/**
 * What a task tells the driver.
 *
 * @param <R> what comes of a piece of work
 */
public sealed interface Report<R extends Serializable> extends Serializable {
    /**
     * A piece is done.
     *
     * @param <R> what comes of a piece of work
     * @param result what came of it
     */
    record Done<R extends Serializable>(R result) implements Report<R> {}

    /**
     * The executor does not do it, and would not the next time either.
     *
     * @param <R> what comes of a piece of work
     * @param reason for the user
     */
    record Refused<R extends Serializable>(String reason) implements Report<R> {}
}
