package doublewin.experiments.statistics;

import doublewin.dwq.compare.PairValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A figure of pairs of precisions as a matrix, each cell a mean over images with its interval.
 *
 * @param cells [row][column]
 * @param means of the cells off the diagonal and upon it
 */
public record PairFigure(List<List<Interval>> cells, PairMeans means) {
    /**
     * The means of the values.
     *
     * @param values of at least one image
     */
    static PairFigure of(PairValues values) {
        int size = values.size();
        List<double[]> flat = new ArrayList<>();
        for (double[][] row : values.values()) {
            flat.addAll(List.of(row));
        }
        flat.addAll(PairMeans.byImage(values));
        List<Interval> intervals = MeanIntervals.of(flat);
        List<List<Interval>> cells = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            cells.add(List.copyOf(intervals.subList(row * size, (row + 1) * size)));
        }
        return new PairFigure(List.copyOf(cells), PairMeans.of(intervals, size * size));
    }

    /** The means without their intervals: [row][column]. */
    public double[][] estimates() {
        return cells.stream()
                .map(row -> row.stream().mapToDouble(Interval::estimate).toArray())
                .toArray(double[][]::new);
    }

    /** The mean of each cell's values without an interval: [row][column]. */
    public static double[][] means(PairValues values) {
        return Arrays.stream(values.values())
                .map(row -> Arrays.stream(row).mapToDouble(MeanIntervals::mean).toArray())
                .toArray(double[][]::new);
    }
}
