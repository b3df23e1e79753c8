package doublewin.experiments.spark.measure;

import java.io.Serializable;

/**
 * Neighbouring images as one candidate shows them: what one task evaluates.
 *
 * @param candidate as {@link doublewin.dwq.evaluate.Outcomes} counts
 * @param first the first image
 * @param end the image after the last
 */
record Stretch(int candidate, int first, int end) implements Serializable {
    int images() {
        return end - first;
    }
}
