package doublewin.experiments.findings;

import doublewin.experiments.plot.Figure;
import doublewin.experiments.plot.IntervalChart;
import doublewin.experiments.statistics.Interval;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What attackers leave who know different things, in the order of their protocols, and the twins without randomness. */
public final class ChainPicture {
    private ChainPicture() {}

    /**
     * The picture of one run's figures.
     *
     * @param title whose figures they are
     * @param caveat what a reader must know, beginning with a comma, or nothing
     * @param alike all figures that are shown side by side, on one scale
     */
    public static Figure of(String title, String caveat, PoolFigures figures, List<PoolFigures> alike) {
        String subtitle =
                figures.measured().origin().attack() + ": " + figures.measured().words() + caveat;
        IntervalChart.Content content = new IntervalChart.Content(
                title,
                subtitle,
                "Accuracy in percent with 95 % intervals, " + title + ", " + subtitle + ". " + inWords(figures),
                figures.measured().origin().line(),
                groups(figures));
        double highest = alike.stream()
                .flatMap(ChainPicture::bars)
                .mapToDouble(IntervalChart.Bar::high)
                .max()
                .orElseThrow();
        return IntervalChart.layOut(content, highest);
    }

    private static List<IntervalChart.Group> groups(PoolFigures figures) {
        return List.of(
                new IntervalChart.Group(
                        "random precision inference, by attacker",
                        figures.protocols().stream()
                                .map(protocol -> bar(protocol.title(), protocol.accuracy()))
                                .toList()),
                new IntervalChart.Group(
                        "without randomness, same attacks",
                        figures.twins().stream()
                                .map(twin -> bar(twin.title(), twin.value()))
                                .toList()),
                new IntervalChart.Group("not attacked", List.of(bar("clean", figures.clean()))));
    }

    private static IntervalChart.Bar bar(String label, Interval value) {
        return new IntervalChart.Bar(label, value.estimate(), value.low(), value.high(), Intervals.percent(value));
    }

    private static Stream<IntervalChart.Bar> bars(PoolFigures figures) {
        return groups(figures).stream().flatMap(group -> group.bars().stream());
    }

    private static String inWords(PoolFigures figures) {
        return groups(figures).stream()
                .map(group -> group.title() + ": "
                        + group.bars().stream()
                                .map(bar -> bar.label() + " " + bar.value())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(". "));
    }
}
