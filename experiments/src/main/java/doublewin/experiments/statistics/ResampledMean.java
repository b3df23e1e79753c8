package doublewin.experiments.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
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

    /** The least of several figures, of which each resample may choose another. */
    static ResampledMean least(List<ResampledMean> figures) {
        return combined(figures, Math::min);
    }

    /** The greatest of several figures, of which each resample may choose another. */
    static ResampledMean greatest(List<ResampledMean> figures) {
        return combined(figures, Math::max);
    }

    private static ResampledMean combined(List<ResampledMean> figures, DoubleBinaryOperator choice) {
        double estimate = figures.getFirst().estimate;
        double[] means = figures.getFirst().means.clone();
        for (ResampledMean figure : figures) {
            estimate = choice.applyAsDouble(estimate, figure.estimate);
            for (int resample = 0; resample < means.length; resample++) {
                means[resample] = choice.applyAsDouble(means[resample], figure.means[resample]);
            }
        }
        return new ResampledMean(estimate, means);
    }
}
