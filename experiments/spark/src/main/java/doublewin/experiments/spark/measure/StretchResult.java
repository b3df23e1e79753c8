package doublewin.experiments.spark.measure;

import java.io.Serializable;
import java.util.List;

/**
 * What came of a stretch.
 *
 * @param stretch that was evaluated
 * @param planes bits of its candidate; those of other images are zero
 * @param nanos that it took
 */
record StretchResult(Stretch stretch, List<byte[]> planes, long nanos) implements Serializable {
    private static final double NANOS = 1e9;

    /** Images a second. */
    double rate() {
        return stretch.images() / (nanos / NANOS);
    }
}
