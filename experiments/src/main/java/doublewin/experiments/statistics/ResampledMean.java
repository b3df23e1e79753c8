package doublewin.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * A figure and how it varies between resamples of the images.
 *
 * @param estimate the figure on the images themselves
 * @param means the figure on each resample; not to be changed
 */
public record ResampledMean(double estimate, double[] means) {
    /** The percentile interval. */
    public Interval interval() {
        double[] ends =
                Quantile.withDefaults().withCopy(true).evaluate(means, Interval.ERROR / 2, 1 - Interval.ERROR / 2);
        return new Interval(estimate, ends[0], ends[1]);
    }

    /** The standard error of the estimate: the standard deviation over resamples. */
    public double standardError() {
        double mean = Arrays.stream(means).average().orElseThrow();
        return Math.sqrt(Arrays.stream(means).map(x -> (x - mean) * (x - mean)).sum() / (means.length - 1));
    }
}
