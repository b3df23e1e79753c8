package doublewin.experiments.evaluate;

import doublewin.dwq.compare.Segments;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.plot.CurveLayout;
import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.HeatMapLayout;
import doublewin.experiments.plot.HeatMapLayout.Axes;
import doublewin.experiments.plot.HeatMapLayout.Notation;
import doublewin.experiments.statistics.ComparisonStatistics;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairFigure;
import doublewin.experiments.statistics.PairMeans;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.TransferFiles;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A comparison of precisions as pictures.
 *
 * @param statistics that are drawn
 * @param network its name
 * @param training how it was trained
 * @param gradientsOf data and number of images whose gradients are compared
 * @param attackedOf data, attack and number of images that were attacked
 * @param origin what all of it was made from
 * @param labels of the precisions
 */
public record GradientPictures(
        ComparisonStatistics statistics,
        String network,
        String training,
        String gradientsOf,
        String attackedOf,
        String origin,
        List<String> labels) {
    private static final String PRECISION = "Precision (bit)";

    static GradientPictures of(GradientEvaluation.Result result, TrainedNetwork trained, Origin origin) {
        Settings settings = trained.settings();
        String data = settings.data().spec().title() + ", ";
        return new GradientPictures(
                result.statistics(),
                ResultNames.network(settings.network()),
                ResultNames.training(settings),
                data + result.directed() + " images" + trained.caveat(),
                data + result.attacked() + " images, " + origin.attack() + trained.caveat(),
                origin.line(),
                TransferFiles.labels(result.precisions()));
    }

    /** Cosines of the gradients of two precisions. */
    public Figure gradientCosine() {
        return map("cosine of input gradients", gradientsOf, Notation.PLAIN, statistics.gradientCosine());
    }

    /** Shares of equal signs of the gradients of two precisions. */
    public Figure gradientSigns() {
        return map("equal signs of input gradients, %", gradientsOf, Notation.PERCENT, statistics.gradientSigns());
    }

    /** Cosines of the perturbations of two precisions. */
    public Figure perturbationCosine() {
        return map("cosine of perturbations", attackedOf, Notation.PLAIN, statistics.perturbationCosine());
    }

    /** Shares of equal signs of the perturbations of two precisions. */
    public Figure perturbationSigns() {
        return map("equal signs of perturbations, %", attackedOf, Notation.PERCENT, statistics.perturbationSigns());
    }

    /** Margins are means of the cells off the diagonal. */
    private Figure map(String title, String subtitle, Notation notation, PairFigure figure) {
        double[][] cells = figure.estimates();
        int size = cells.length;
        double[] rows = new double[size];
        double[] columns = new double[size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double share = row == column ? 0 : cells[row][column] / (size - 1);
                rows[row] += share;
                columns[column] += share;
            }
        }
        HeatMapLayout.Content content = new HeatMapLayout.Content(
                network + ", " + title,
                subtitle,
                title + " by pair of precisions, averages without the diagonal: " + described(subtitle),
                origin,
                labels,
                cells,
                rows,
                columns,
                figure.means().otherPrecision().estimate());
        return HeatMapLayout.layOut(content, new Axes(PRECISION, PRECISION, notation));
    }

    /** The loss on the way from a precision's own adversarial example to another one. */
    public Figure segments() {
        String title = "loss between adversarial examples";
        double[] places = IntStream.range(0, Segments.POINTS)
                .mapToDouble(Segments::position)
                .toArray();
        return CurveLayout.layOut(new CurveLayout.Content(
                network + ", " + title,
                attackedOf,
                title + ", from that of the precision of inference (0) to that of another precision or another random"
                        + " start (1): " + described(attackedOf),
                origin,
                "from the own adversarial example (0) to another (1)",
                "cross-entropy",
                places,
                List.of(
                        curve("to that of another precision", PairMeans::otherPrecision),
                        curve("to that of another random start", PairMeans::samePrecision))));
    }

    private String described(String subtitle) {
        return network + ", " + training + ", " + subtitle;
    }

    private CurveLayout.Curve curve(String name, Function<PairMeans, Interval> part) {
        Interval[] intervals = statistics.losses().stream().map(part).toArray(Interval[]::new);
        return new CurveLayout.Curve(
                name,
                each(intervals, Interval::estimate),
                each(intervals, Interval::low),
                each(intervals, Interval::high));
    }

    private static double[] each(Interval[] intervals, ToDoubleFunction<Interval> value) {
        return Arrays.stream(intervals).mapToDouble(value).toArray();
    }
}
