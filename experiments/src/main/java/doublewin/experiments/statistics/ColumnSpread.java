package doublewin.experiments.statistics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether all columns' averages lie within a margin of each other, decided pair by pair.
 *
 * <p>Not by an interval of the largest less the smallest: that figure is never negative, on few images it is large by
 * chance alone, and resampling adds chance to chance, so that where all columns are truly equal its interval never holds 0.
 * Instead, with d the difference of an ordered pair of columns:
 *
 * <ul>
 *   <li>the claim is supported where every d lies below the margin, each tested one-sided at 5 %. All tests must succeed,
 *       so together they err no more often than one (intersection-union test; Berger, "Multiparameter hypothesis testing and
 *       acceptance sampling", 1982);
 *   <li>it is refuted where any d lies above the margin, one-sided at 5 % divided by the number of pairs (Bonferroni).
 * </ul>
 *
 * <p>Bounds are normal, with the standard error of the paired bootstrap: so far out in the tail as Bonferroni's bound, some
 * three of 10,000 resamples are all that a percentile would rest on.
 *
 * @param largest the largest difference that was found
 * @param low the largest of the pairs' lower bounds, each at 5 % divided by the number of ordered pairs
 * @param high the largest of the pairs' upper bounds, each at 5 %
 */
public record ColumnSpread(double largest, double low, double high) {
    /** The difference of every two columns, in one order. */
    static List<ImageScore> pairs(List<ImageScore> columns) {
        List<ImageScore> pairs = new ArrayList<>();
        for (int one = 0; one < columns.size(); one++) {
            for (int other = 0; other < one; other++) {
                pairs.add(columns.get(one).minus(columns.get(other)));
            }
        }
        return pairs;
    }

    /** The spread by the resampled differences of every two columns, which stand for both orders. */
    static ColumnSpread of(List<ResampledMean> pairs) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double one = normal.inverseSurvivalProbability(Interval.ERROR);
        double all = normal.inverseSurvivalProbability(Interval.ERROR / (2 * pairs.size()));
        double largest = 0;
        double low = Double.NEGATIVE_INFINITY;
        double high = 0;
        for (ResampledMean pair : pairs) {
            double error = pair.standardError();
            double difference = Math.abs(pair.estimate());
            largest = Math.max(largest, difference);
            low = Math.max(low, difference - all * error);
            high = Math.max(high, difference + one * error);
        }
        return new ColumnSpread(largest, low, high);
    }

    /** The largest difference and its bounds. */
    Interval interval() {
        return new Interval(largest, low, high);
    }

    /** Whether all columns lie within the margin. */
    Verdict within(double margin) {
        if (high < margin) {
            return Verdict.SUPPORTED;
        }
        return low > margin ? Verdict.REFUTED : Verdict.UNDECIDED;
    }
}
