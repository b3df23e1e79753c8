package doublewin.experiments.findings;

import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.FrontChart;
import java.util.Locale;
import java.util.stream.Collectors;

/** Accuracy by cost in the game between precisions. */
public final class FrontPicture {
    private static final double GIGA = 1e9;

    private FrontPicture() {}

    /**
     * The picture of one run's game.
     *
     * @param title whose game it is
     */
    public static Figure of(String title, GameFigures game) {
        String subtitle =
                game.measured().origin().attack() + ": " + game.measured().words();
        String points = game.front().stream()
                .map(point -> Intervals.percent(point.guaranteed()) + " at " + giga(point.bitOps()))
                .collect(Collectors.joining(", "));
        return FrontChart.layOut(new FrontChart.Content(
                title,
                subtitle,
                "Accuracy in percent that a defender guarantees, by 10^9 bit operations an image, " + title + ", "
                        + subtitle + ": " + points,
                game.measured().origin().line(),
                game.front().stream()
                        .map(point -> new FrontChart.Point(point.bitOps(), point.guaranteed()))
                        .toList()));
    }

    /** A cost in 10^9 bit operations. */
    public static String giga(double bitOps) {
        return String.format(Locale.ROOT, "%.4g", bitOps / GIGA);
    }
}
