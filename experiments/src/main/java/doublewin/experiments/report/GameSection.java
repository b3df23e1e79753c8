package doublewin.experiments.report;

import doublewin.experiments.findings.FrontPicture;
import doublewin.experiments.findings.GameFigures;
import doublewin.experiments.findings.Intervals;
import doublewin.experiments.plot.SvgRenderer;
import doublewin.experiments.store.TransferFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The games of those runs whose maps were solved as such. */
final class GameSection {
    /** Smaller shares are put down to rounding. */
    private static final double SHOWN = 5e-4;

    private GameSection() {}

    /** For the template: run by run. */
    static List<Map<String, Object>> all(List<ReportedRun> runs) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ReportedRun run = runs.get(i);
            String id = "front-" + i;
            run.findings().game().ifPresent(game -> sections.add(values(run, game, id)));
        }
        return sections;
    }

    private static Map<String, Object> values(ReportedRun run, GameFigures game, String id) {
        List<String> labels = TransferFiles.labels(game.measured().precisions());
        return Map.of(
                "name", run.name(),
                "measured",
                        game.measured().origin().attack() + ": "
                                + game.measured().words(),
                "rows", rows(game),
                "defender", shares(labels, game.defender()),
                "attacker", shares(game.attacks(), game.attacker()),
                "svg", SvgRenderer.picture(FrontPicture.of(run.title(), game), id, "Accuracy by cost of " + run.name()),
                "points", points(game, labels));
    }

    private static List<Map<String, Object>> rows(GameFigures game) {
        List<Map<String, Object>> rows = new ArrayList<>();
        row(rows, "value: both play optimally", Intervals.percent(game.value()));
        row(rows, "both draw uniformly", game.uniformValue());
        row(rows, "uniform defender, attacker's best response", game.bestResponse());
        row(rows, "best fixed precision, " + game.bestFixedPrecision(), game.bestFixed());
        row(
                rows,
                "optimal mixture, on images that it was not chosen on",
                game.unseen().mixture());
        row(rows, "uniform mixture, on these", game.unseen().uniform());
        row(rows, "best fixed precision, on these", game.unseen().bestFixed());
        row(
                rows,
                "uniform mixture, an attack picked for each image",
                game.byImage().uniformValue());
        GameFigures.ByImage byImage = game.byImage();
        row(
                rows,
                "optimal mixture against that",
                byImage.interval().map(Intervals::percent).orElseGet(() -> Intervals.percent(byImage.value())));
        byImage.unseen().ifPresent(unseen -> {
            row(rows, "... on images that it was not chosen on", unseen.mixture());
            row(rows, "... uniform mixture, on these", unseen.uniform());
        });
        game.again().ifPresent(again -> {
            String state = again.converged() ? "" : ", not converged";
            row(rows, "best mixture that was attacked itself" + state, Intervals.percent(again.value()));
            row(rows, "... no mixture leaves more than", again.atMost());
            row(
                    rows,
                    "... mixture of one half of the images, on the other",
                    again.unseen().mixture());
            row(rows, "... uniform mixture, on that other half", again.unseen().uniform());
        });
        return rows;
    }

    private static void row(List<Map<String, Object>> rows, String label, double fraction) {
        row(rows, label, Intervals.percent(fraction));
    }

    private static void row(List<Map<String, Object>> rows, String label, String value) {
        rows.add(Map.of("label", label, "value", value));
    }

    private static List<Map<String, Object>> shares(List<String> names, List<Double> mixture) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> Map.<String, Object>of(
                        "label", names.get(i),
                        "percent", Intervals.percent(mixture.get(i))))
                .toList();
    }

    private static List<Map<String, Object>> points(GameFigures game, List<String> labels) {
        return game.front().stream()
                .map(point -> Map.<String, Object>of(
                        "cost", FrontPicture.giga(point.bitOps()),
                        "guaranteed", Intervals.percent(point.guaranteed()),
                        "mixture", inWords(point.defender(), labels)))
                .toList();
    }

    private static String inWords(List<Double> mixture, List<String> labels) {
        return IntStream.range(0, labels.size())
                .filter(i -> mixture.get(i) >= SHOWN)
                .mapToObj(i -> labels.get(i) + ": " + Intervals.percent(mixture.get(i)) + " %")
                .collect(Collectors.joining(", "));
    }
}
