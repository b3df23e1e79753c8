package doublewin.experiments.report;

import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.findings.CandidateFigures;
import doublewin.experiments.findings.ChainPicture;
import doublewin.experiments.findings.Intervals;
import doublewin.experiments.findings.Measured;
import doublewin.experiments.findings.PoolFigures;
import doublewin.experiments.plot.SvgRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the attacks of a tier leave of those runs that were attacked by them, side by side. */
final class TierSection {
    private static final String NONE = "-";

    private final Tier tier;
    private final List<ReportedRun> runs;
    private final List<PoolFigures> figures;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private TierSection(Tier tier, List<ReportedRun> runs) {
        this.tier = tier;
        this.runs = runs;
        this.figures =
                runs.stream().map(run -> run.findings().pools().get(tier)).toList();
    }

    /** For the template: all tiers that any run was attacked by. */
    static List<Map<String, Object>> all(List<ReportedRun> runs) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            List<ReportedRun> attacked = runs.stream()
                    .filter(run -> run.findings().pools().containsKey(tier))
                    .toList();
            if (!attacked.isEmpty()) {
                sections.add(new TierSection(tier, attacked).values());
            }
        }
        return sections;
    }

    private Map<String, Object> values() {
        for (PoolFigures.Protocol protocol : figures.getFirst().protocols()) {
            boolean quoted = protocol.title().equals(PoolFigures.TO_QUOTE);
            String words = "The attacker " + protocol.attacker() + (quoted ? ": the figure to quote." : ".");
            row(protocol.title(), words, quoted, own -> accuracy(own, protocol.title()));
        }
        row(
                "best fixed precision",
                "No randomness: the best of the precisions, used alone, under all of the attacks.",
                false,
                own -> Intervals.percent(own.bestFixed()) + ", " + own.bestFixedPrecision());
        if (figures.stream().anyMatch(own -> own.fullPrecision().isPresent())) {
            row(
                    "full precision",
                    "No randomness: the network as it is without quantisation, under all of the attacks.",
                    false,
                    own -> own.fullPrecision().map(Intervals::percent).orElse(NONE));
        }
        row(
                "ensemble",
                "No randomness: the mean of the probabilities of all precisions, under all of the attacks.",
                false,
                own -> Intervals.percent(own.ensemble()));
        row(
                "matching pennies",
                "Images that each precision loses to some attack, but no attack takes from all at once: on these alone"
                        + " randomness can help.",
                false,
                own -> Intervals.percent(own.matchingPennies()));
        row("clean accuracy", "Mean over precisions.", false, own -> Intervals.percent(own.clean()));
        return Map.of("tier", tier.title(), "runs", perRun(), "rows", rows, "unlike", areUnlike());
    }

    private void row(String title, String words, boolean quoted, Function<PoolFigures, String> value) {
        rows.add(Map.of(
                "title",
                title,
                "words",
                words,
                "quoted",
                quoted,
                "values",
                figures.stream().map(value).toList()));
    }

    private static String accuracy(PoolFigures own, String protocol) {
        Optional<PoolFigures.Protocol> found = own.protocols().stream()
                .filter(one -> one.title().equals(protocol))
                .findFirst();
        return found.map(one -> Intervals.percent(one.accuracy())).orElse(NONE);
    }

    private List<Map<String, Object>> perRun() {
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ReportedRun run = runs.get(i);
            String id = "chain-" + tier.title() + "-" + i;
            String title = "What strong attacks leave of " + run.name();
            values.add(Map.of(
                    "name", run.name(),
                    "measured", figures.get(i).measured().words(),
                    "svg", SvgRenderer.picture(ChainPicture.of(run.title(), "", figures.get(i), figures), id, title),
                    "candidates", candidates(figures.get(i).candidates())));
        }
        return values;
    }

    /** Rows of a table of candidates. */
    static List<Map<String, Object>> candidates(List<CandidateFigures> candidates) {
        return candidates.stream()
                .map(candidate -> Map.<String, Object>of(
                        "attack", candidate.attack().isEmpty() ? candidate.title() : candidate.attack(),
                        "aimedAt", candidate.aimedAt().isEmpty() ? NONE : candidate.aimedAt(),
                        "there", candidate.there().map(Intervals::percent).orElse(NONE),
                        "mean", Intervals.percent(candidate.mean()),
                        "vanished", candidate.vanished(),
                        "notFinite", candidate.notFinite()))
                .toList();
    }

    private boolean areUnlike() {
        return figures.stream().map(TierSection::protocol).distinct().count() > 1;
    }

    /** All that two measurements need to have in common to be compared. */
    private static List<Object> protocol(PoolFigures own) {
        Measured measured = own.measured();
        return List.of(
                measured.origin().images(),
                measured.origin().parameters(),
                measured.precisions(),
                measured.images(),
                own.candidates().stream().map(CandidateFigures::title).toList());
    }
}
