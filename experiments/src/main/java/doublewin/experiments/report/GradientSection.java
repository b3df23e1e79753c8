package doublewin.experiments.report;

import doublewin.experiments.findings.GradientFigures;
import doublewin.experiments.findings.GradientFigures.Pair;
import doublewin.experiments.findings.Intervals;
import doublewin.experiments.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Why attacks transfer poorly between the precisions of those runs where it was looked into. */
final class GradientSection {
    private static final String NONE = "-";

    private GradientSection() {}

    /** For the template: run by run. */
    static List<Map<String, Object>> all(List<ReportedRun> runs) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (ReportedRun run : runs) {
            run.findings()
                    .gradients()
                    .ifPresent(figures -> sections.add(Map.of(
                            "name", run.name(),
                            "measured", figures.measured().words(),
                            "attacked", figures.attacked(),
                            "rows", rows(figures),
                            "pictures",
                                    run.findings().pictures().stream()
                                            .map(picture -> Map.of("title", picture.title(), "data", picture.base64()))
                                            .toList())));
        }
        return sections;
    }

    private static List<Map<String, String>> rows(GradientFigures figures) {
        return List.of(
                row("cosine of input gradients", plain(figures.cosine()), NONE),
                row("equal signs of input gradients, percent", Intervals.percent(figures.signs()), NONE),
                row("cosine of perturbations", figures.perturbations().cosine(), GradientSection::plain),
                row(
                        "equal signs of perturbations, percent",
                        figures.perturbations().signs(),
                        Intervals::percent),
                row(
                        "accuracy on the perturbed images, percent",
                        figures.perturbations().accuracy(),
                        Intervals::percent));
    }

    private static Map<String, String> row(String label, Pair pair, Function<Interval, String> words) {
        return row(label, words.apply(pair.otherPrecision()), words.apply(pair.otherStart()));
    }

    private static Map<String, String> row(String label, String otherPrecision, String otherStart) {
        return Map.of("label", label, "otherPrecision", otherPrecision, "otherStart", otherStart);
    }

    private static String plain(Interval interval) {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", interval.estimate(), interval.low(), interval.high());
    }
}
