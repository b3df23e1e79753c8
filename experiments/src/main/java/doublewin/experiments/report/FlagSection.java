package doublewin.experiments.report;

import doublewin.experiments.findings.FlagFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs that the evaluations of runs overstate robustness, those that are raised first. */
final class FlagSection {
    private FlagSection() {}

    /** For the template: run by run. */
    static List<Map<String, Object>> all(List<ReportedRun> runs) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (ReportedRun run : runs) {
            run.findings().flags().ifPresent(flags -> sections.add(values(run, flags)));
        }
        return sections;
    }

    private static Map<String, Object> values(ReportedRun run, FlagFigures figures) {
        List<Map<String, String>> raised = rows(figures, true);
        return Map.of(
                "name", run.name(),
                "measured", figures.measured().words(),
                "count", figures.flags().size(),
                "raisedCount", raised.size(),
                "raised", raised,
                "hasRaised", !raised.isEmpty(),
                "others", rows(figures, false));
    }

    private static List<Map<String, String>> rows(FlagFigures figures, boolean raised) {
        return figures.flags().stream()
                .filter(flag -> flag.raised() == raised)
                .map(flag -> Map.of(
                        "title", flag.title(),
                        "attack", flag.attack() + " against " + flag.against(),
                        "figures",
                                flag.figures().entrySet().stream()
                                        .map(figure -> figure.getKey() + " " + number(figure.getValue()))
                                        .collect(Collectors.joining(", ")),
                        "meaning", flag.meaning()))
                .toList();
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
