package doublewin.experiments.spark.study;

import doublewin.experiments.statistics.Interval;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A figure over trainings that differ in nothing but their seeds.
 *
 * @param values by seed, in the study's order; at least one
 */
record SeedSpread(List<Double> values) {
    SeedSpread {
        values = List.copyOf(values);
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Standard deviation between seeds, with n - 1; of one seed there is none. */
    OptionalDouble deviation() {
        if (values.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (values.size() - 1)));
    }

    /**
     * Half the width of the interval of the mean at 95 %, by Student's t: it would hold the mean over all seeds in 95 of 100
     * studies, on these very images. How images vary is another matter, which the report of each run tells of.
     */
    OptionalDouble halfWidth() {
        OptionalDouble deviation = deviation();
        if (deviation.isEmpty()) {
            return deviation;
        }
        double t = TDistribution.of(values.size() - 1).inverseCumulativeProbability((1 + Interval.CONFIDENCE) / 2);
        return OptionalDouble.of(t * deviation.getAsDouble() / Math.sqrt(values.size()));
    }
}
