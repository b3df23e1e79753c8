package doublewin.experiments.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Intervals of means over images of any values, by the paired bootstrap. For the ends of intervals, and for nothing else,
 * values are rounded to 2^-16, since the bootstrap adds whole numbers.
 */
final class MeanIntervals {
    private static final int WHOLE = 1 << 16;

    private MeanIntervals() {}

    /**
     * The mean of each figure with its interval.
     *
     * @param figures values of at least one image, of the same images in the same order
     */
    static List<Interval> of(List<double[]> figures) {
        List<ImageScore> scores = figures.stream().map(MeanIntervals::score).toList();
        List<ResampledMean> resampled = new PairedBootstrap(figures.getFirst().length).of(scores);
        return IntStream.range(0, figures.size())
                .mapToObj(i -> {
                    Interval ends = resampled.get(i).interval();
                    return new Interval(mean(figures.get(i)), ends.low(), ends.high());
                })
                .toList();
    }

    private static ImageScore score(double[] values) {
        // A value beyond 32,767, such as a loss of a network that is sure of the wrong class, counts as that.
        return new ImageScore(
                Arrays.stream(values)
                        .mapToInt(value -> (int) Math.rint(value * WHOLE))
                        .toArray(),
                WHOLE);
    }

    /** The mean, summed from the first value to the last. */
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
