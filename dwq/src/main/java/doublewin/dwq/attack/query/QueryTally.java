package doublewin.dwq.attack.query;

import doublewin.dwq.attack.GradientFindings;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What images took. Papers report the median and the mean over the images that were fooled: both say little without the
 * share of those.
 *
 * @param queries of each image by its position in the batch: those up to the first point that fooled the defender, that
 *     one included; all of them where none did
 * @param fooled whether some point did
 * @param findings what was strange about estimated gradients
 */
public record QueryTally(int[] queries, boolean[] fooled, GradientFindings findings) {
    /** Checks that there is one of each an image. */
    public QueryTally {
        if (queries.length != fooled.length) {
            throw new IllegalArgumentException("query tally: " + queries.length + " numbers of queries and "
                    + fooled.length + " verdicts, expected one of each an image");
        }
    }

    /** The mean over the images that were fooled; empty where none was. */
    public OptionalDouble mean() {
        return ofFooled().average();
    }

    /** The median over the images that were fooled, of an even number the mean of the middle two; empty where none was. */
    public OptionalDouble median() {
        int[] sorted = ofFooled().sorted().toArray();
        int length = sorted.length;
        return Arrays.stream(sorted, (length - 1) / 2, Math.min(length, length / 2 + 1))
                .average();
    }

    private IntStream ofFooled() {
        return IntStream.range(0, queries.length).filter(n -> fooled[n]).map(n -> queries[n]);
    }
}
