package doublewin.experiments.spark.study;

import java.io.Serializable;

/** How a run of a study ended on an executor. */
sealed interface RunEnd extends Serializable {
    /** The run's name. */
    String run();

    /** It is trained and mapped. */
    record Done(String run) implements RunEnd {}

    /**
     * It can't be, as things stand; others may.
     *
     * @param problem for the user
     */
    record Failed(String run, String problem) implements RunEnd {}
}
