package doublewin.experiments.spark;

import java.io.Serializable;
import java.util.List;

/** What a task tells the driver. */
sealed interface Report extends Serializable {
    /**
     * A stretch is done.
     *
     * @param stretch that was evaluated
     * @param planes bits of its candidate; those of other images are zero
     * @param nanos that it took
     */
    record Done(Stretch stretch, List<byte[]> planes, long nanos) implements Report {}

    /**
     * The executor does not do it, and would not the next time either.
     *
     * @param reason for the user
     */
    record Refused(String reason) implements Report {}
}
