package doublewin.experiments.report;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.plot.HeatMapLayout;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.RunStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a map can show of each cell: robust accuracy, how far it lies above that of the diagonal in its row, and half the
 * width of its interval.
 */
record MapViews(ReportedRun run, RunStatistics statistics, List<String> labels) {

    HeatMapLayout.Content accuracy() {
        return HeatMapLayout.Content.of(
                run.matrix(), run.title(), run.subtitle(), run.origin().line(), labels);
    }

    /** Margins are means of the cells off the diagonal; the one where they meet is the gap of the paper's first claim. */
    HeatMapLayout.Content differences() {
        int size = labels.size();
        double[][] cells = new double[size][size];
        double[] rows = new double[size];
        double[] columns = new double[size];
        double overall = 0;
        int others = Math.max(1, size - 1);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                cells[row][column] = difference(row, column);
                rows[row] += cells[row][column] / others;
                columns[column] += cells[row][column] / others;
                overall += cells[row][column] / ((double) size * others);
            }
        }
        return content(
                "Difference to the diagonal",
                "points above the attack at the precision of inference",
                cells,
                rows,
                columns,
                overall);
    }

    HeatMapLayout.Content halfWidths() {
        double[][] cells = statistics.cells().stream().map(MapViews::halves).toArray(double[][]::new);
        return content(
                "Half the 95 % interval",
                "points; of averages by the bootstrap over images",
                cells,
                halves(statistics.rows()),
                halves(statistics.columns()),
                half(statistics.overall()));
    }

    private HeatMapLayout.Content content(
            String title, String subtitle, double[][] cells, double[] rows, double[] columns, double overall) {
        return new HeatMapLayout.Content(
                title,
                subtitle,
                title + " (" + subtitle + ") by inference precision (rows) and attack precision (columns): "
                        + run.title() + ", " + run.subtitle(),
                run.origin().line(),
                labels,
                cells,
                rows,
                columns,
                overall);
    }

    private double difference(int row, int column) {
        TransferMatrix matrix = run.matrix();
        return (matrix.correct()[row][column] - matrix.correct()[row][row]) / (double) matrix.images();
    }

    private static double half(Interval interval) {
        return (interval.high() - interval.low()) / 2;
    }

    private static double[] halves(List<Interval> intervals) {
        ToDoubleFunction<Interval> half = MapViews::half;
        return intervals.stream().mapToDouble(half).toArray();
    }

    /** For the script: of each cell the correct images, the ends of its interval and its difference to the diagonal. */
    Map<String, Object> data() {
        int[][] correct = run.matrix().correct();
        List<List<List<Number>>> cells = new ArrayList<>();
        for (int row = 0; row < labels.size(); row++) {
            List<List<Number>> line = new ArrayList<>();
            for (int column = 0; column < labels.size(); column++) {
                Interval interval = statistics.cells().get(row).get(column);
                line.add(List.of(correct[row][column], interval.low(), interval.high(), difference(row, column)));
            }
            cells.add(line);
        }
        Map<String, Object> data = new LinkedHashMap<>(); // In this order in every process, which Map.of is not.
        data.put("name", run.name());
        data.put(
                "labels",
                labels.stream()
                        .map(label -> label.equals("full") ? label : label + " bit")
                        .toList());
        data.put("images", run.outcomes().images());
        data.put("cells", cells);
        return data;
    }
}
