package doublewin.experiments.report;

import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.findings.AttackFigures;
import doublewin.experiments.findings.FlagFigures;
import doublewin.experiments.findings.GameFigures;
import doublewin.experiments.findings.GradientFigures;
import doublewin.experiments.findings.Measured;
import doublewin.experiments.findings.PoolFigures;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.ResultNode;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's folder tells beside the paper's map, as far as it is of the run's weights.
 *
 * @param pools what strong attacks leave, by tier
 * @param tables the outcomes of those tiers whose table is whole and the one that their figures are of
 * @param game the map as a game
 * @param flags signs that evaluations overstate robustness
 * @param attacks that were named one by one
 * @param gradients how alike precisions are to an attacker
 * @param pictures of that
 * @param leftOut why files that are there are not told of, a sentence each
 */
record Findings(
        Map<Tier, PoolFigures> pools,
        Map<Tier, OutcomesFile.Stored> tables,
        Optional<GameFigures> game,
        Optional<FlagFigures> flags,
        Optional<AttackFigures> attacks,
        Optional<GradientFigures> gradients,
        List<Picture> pictures,
        List<String> leftOut) {
    /**
     * A picture in a file of its own.
     *
     * @param title what it shows
     * @param base64 its bytes, so encoded
     */
    record Picture(String title, String base64) {}

    /**
     * Reads them.
     *
     * @param weights hash of the run's
     * @throws IOException if a file can't be read, or does not hold what it should; the message is for the user
     */
    static Findings read(RunFolder run, String weights) throws IOException {
        List<String> leftOut = new ArrayList<>();
        Map<Tier, PoolFigures> pools = new LinkedHashMap<>();
        Map<Tier, OutcomesFile.Stored> tables = new LinkedHashMap<>();
        for (Tier tier : Tier.values()) {
            Optional<ResultNode> own = own(run, tier.evaluation(), weights, leftOut);
            if (own.isPresent()) {
                PoolFigures figures = PoolFigures.of(own.get());
                pools.put(tier, figures);
                table(run, tier, figures.measured(), leftOut).ifPresent(table -> tables.put(tier, table));
            }
        }
        Optional<ResultNode> game = own(run, Part.GAME, weights, leftOut);
        Optional<ResultNode> flags = own(run, Part.FLAGS, weights, leftOut);
        Optional<ResultNode> attacks = own(run, Part.ATTACK, weights, leftOut);
        Optional<ResultNode> gradients = own(run, Part.GRADIENTS, weights, leftOut);
        return new Findings(
                pools,
                tables,
                game.isPresent() ? Optional.of(GameFigures.of(game.get())) : Optional.empty(),
                flags.isPresent() ? Optional.of(FlagFigures.of(flags.get())) : Optional.empty(),
                attacks.isPresent() ? Optional.of(AttackFigures.of(attacks.get())) : Optional.empty(),
                gradients.isPresent() ? Optional.of(GradientFigures.of(gradients.get())) : Optional.empty(),
                gradients.isPresent() ? pictures(run, weights) : List.of(),
                leftOut);
    }

    /** Pictures of gradients that are there and name the weights. */
    private static List<Picture> pictures(RunFolder run, String weights) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (Map.Entry<Part, String> picture : Map.of(
                        Part.GRADIENT_COSINE_SVG, "cosine of input gradients",
                        Part.PERTURBATION_COSINE_SVG, "cosine of perturbations",
                        Part.SEGMENTS_SVG, "loss between adversarial examples")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            if (run.has(picture.getKey())) {
                byte[] bytes = run.read(picture.getKey());
                if (new String(bytes, StandardCharsets.UTF_8).contains(weights)) {
                    pictures.add(
                            new Picture(picture.getValue(), Base64.getEncoder().encodeToString(bytes)));
                }
            }
        }
        return pictures;
    }

    /** A result that is there, and of the run's weights. */
    private static Optional<ResultNode> own(RunFolder run, Part part, String weights, List<String> leftOut)
            throws IOException {
        if (!run.has(part)) {
            return Optional.empty();
        }
        ResultNode node = ResultNode.read(run, part);
        String found = node.find("weights").isPresent() ? node.get("weights").text() : "";
        if (found.equals(weights)) {
            return Optional.of(node);
        }
        leftOut.add(part.fileName() + " is left out: it is of "
                + (found.isEmpty() ? "no weights that it names" : "the weights " + found)
                + ", and the run has " + weights);
        return Optional.empty();
    }

    private static Optional<OutcomesFile.Stored> table(
            RunFolder run, Tier tier, Measured measured, List<String> leftOut) throws IOException {
        if (!run.has(tier.outcomes())) {
            return Optional.empty();
        }
        OutcomesFile.Stored stored = OutcomesFile.readMap(run, tier.outcomes());
        if (stored.outcomes().isComplete()
                && stored.origin().equals(measured.origin())
                && stored.outcomes().images() == measured.images()
                && stored.outcomes().precisions().equals(measured.precisions())) {
            return Optional.of(stored);
        }
        leftOut.add("the map of " + tier.outcomes().fileName()
                + " is left out: the table is not whole, or not the one that "
                + tier.evaluation().fileName() + " is of; \"doublewin evaluate --protocol " + tier.title()
                + "\" measures the rest");
        return Optional.empty();
    }
}
