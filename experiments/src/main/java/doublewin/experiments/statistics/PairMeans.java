package doublewin.experiments.statistics;

import doublewin.dwq.compare.PairValues;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A figure of pairs of precisions, averaged over pairs and images.
 *
 * @param otherPrecision mean of the cells off the diagonal: pairs of two precisions
 * @param samePrecision mean of the diagonal: pairs of one precision, which differ by their random start alone, if at all
 * @param difference the former less the latter: what the precision adds to the start
 */
public record PairMeans(Interval otherPrecision, Interval samePrecision, Interval difference) {
    private static final int PARTS = 3;

    /** The means of several figures of the same images. */
    static List<PairMeans> of(List<PairValues> figures) {
        List<Interval> intervals = MeanIntervals.of(
                figures.stream().flatMap(values -> byImage(values).stream()).toList());
        return IntStream.range(0, figures.size())
                .mapToObj(i -> of(intervals, PARTS * i))
                .toList();
    }

    /** Those whose intervals begin at a position. */
    static PairMeans of(List<Interval> intervals, int first) {
        return new PairMeans(intervals.get(first), intervals.get(first + 1), intervals.get(first + 2));
    }

    /** What each image adds to the three means, in their order. */
    static List<double[]> byImage(PairValues values) {
        int size = values.size();
        double[] other = new double[values.images()];
        double[] same = new double[values.images()];
        double[] difference = new double[values.images()];
        for (int n = 0; n < other.length; n++) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    double[] of = row == column ? same : other;
                    of[n] += values.values()[row][column][n];
                }
            }
            other[n] /= (double) size * (size - 1);
            same[n] /= size;
            difference[n] = other[n] - same[n];
        }
        return List.of(other, same, difference);
    }
}
