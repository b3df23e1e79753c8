package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Crafting;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.game.DoubleOracle;
import doublewin.experiments.game.HeldOutGame;
import doublewin.experiments.game.HeldOutPool;
import doublewin.experiments.game.PoolGame;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The game of a tier's pool, in which the defender's optimal mixture is attacked anew by the tier's attacks on mixtures. A
 * round's outcomes are kept in the run's folder as those of any measurement, so that the game goes on where it was stopped.
 *
 * @param measured the outcomes of the tier's pool, complete, and what they stand on
 * @param found round by round
 * @param heldOut the last pool's game, with mixtures judged on images that they were not fitted on
 */
public record AttackedAgain(OutcomesFile.Stored measured, DoubleOracle.Result found, HeldOutPool heldOut) {
    private static final int MOST_ROUNDS = 20;
    private static final String EPSILON = ".epsilon";

    /**
     * The protocol that a tier's stored outcomes were measured by.
     *
     * @throws IOException if there are none, or they do not tell it; the message is for the user
     */
    public static UnaryOperator<EvaluationProtocol> protocol(RunFolder run, Tier tier) throws IOException {
        OutcomesFile.Stored stored = OutcomesFile.read(run, tier.outcomes());
        Outcomes outcomes = stored.outcomes();
        if (outcomes.images() < HeldOutGame.FEWEST) {
            throw new IOException(run.file(tier.outcomes()) + " holds outcomes of " + outcomes.images()
                    + " images, expected at least " + HeldOutGame.FEWEST + " to halve; evaluate more");
        }
        float epsilon = epsilon(run.file(tier.outcomes()), stored.origin().parameters());
        return own -> own.withImages(outcomes.images())
                .withPrecisions(outcomes.precisions().toString())
                .withEpsilon(epsilon);
    }

    private static float epsilon(Path file, Map<String, String> parameters) throws FormatException {
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (parameter.getKey().endsWith(EPSILON)) {
                try {
                    float epsilon = Float.parseFloat(parameter.getValue());
                    ThreatModel.requireRange("epsilon", epsilon);
                    return epsilon;
                } catch (IllegalArgumentException _) { // What is no number is one of these, too.
                    throw new FormatException(
                            file,
                            "a number from 0 to 255 at attackParameters/" + parameter.getKey(),
                            FormatException.quote(parameter.getValue()));
                }
            }
        }
        throw new FormatException(
                file,
                "a bound at attackParameters/..." + EPSILON,
                "none among " + FormatException.quote(parameters.keySet().toString()));
    }

    /**
     * Measures what is not measured yet of the tier, and plays.
     *
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be read or written; the message is for the user
     */
    public static AttackedAgain play(Tier tier, TrainedNetwork trained, ImageSource images, Workshop workshop)
            throws IOException {
        EvaluationProtocol protocol = trained.settings().evaluation();
        List<Crafting> pool = tier.craftings(protocol.attack().threat(), protocol.precisions());
        return play(tier.title(), pool, tier.outcomes(), trained, images, workshop);
    }

    /**
     * The same of any pool.
     *
     * @param title what results call it
     * @param part where its outcomes are kept
     */
    static AttackedAgain play(
            String title, List<Crafting> pool, Part part, TrainedNetwork trained, ImageSource images, Workshop workshop)
            throws IOException {
        PrecisionSet precisions = trained.settings().evaluation().precisions();
        MeasuredOutcomes first = measure(title, Columns.withTwins(precisions), pool, part, trained, images, workshop);
        // The game asks for no twin. Rounds keep the ensemble's column, so that those of earlier versions are gone on
        // with.
        DoubleOracle.Attack attack = mixture -> measure(
                        title + ", attacked again",
                        Columns.of(precisions, Twin.ENSEMBLE),
                        aimed(pool, mixture),
                        Part.OUTCOMES_GAME,
                        trained,
                        images,
                        workshop)
                .outcomes();
        DoubleOracle.Result found = DoubleOracle.play(
                new PoolGame(first.outcomes()),
                attack,
                MOST_ROUNDS,
                round -> workshop.progress().note(told(round)));
        return new AttackedAgain(
                new OutcomesFile.Stored(first.origin(), first.outcomes()), found, HeldOutPool.of(found.pool()));
    }

    private static MeasuredOutcomes measure(
            String title,
            Columns columns,
            List<Crafting> craftings,
            Part part,
            TrainedNetwork trained,
            ImageSource images,
            Workshop workshop)
            throws IOException {
        OutcomeEvaluation evaluation =
                PoolEvaluation.evaluation(columns, craftings, trained.settings(), trained.on(images, workshop.pool()));
        Origin origin = trained.origin(images, title, Craftings.parameters(craftings));
        return MeasuredOutcomes.of(origin, part, evaluation, trained, workshop);
    }

    /** The pool's attacks on the uniform mixture, aimed at another one. */
    private static List<Crafting> aimed(List<Crafting> pool, PrecisionMixture mixture) {
        return pool.stream()
                .filter(Crafting.OnMixture.class::isInstance)
                .map(Crafting.OnMixture.class::cast)
                .<Crafting>map(crafting -> new Crafting.OnWeightedMixture(crafting.attack(), mixture))
                .toList();
    }

    private static String told(DoubleOracle.Round round) {
        return String.format(
                Locale.ROOT,
                "%s: %.2f %% against the pool, %.2f %% once attacked itself",
                round.defender(),
                100 * round.value(),
                100 * round.attacked());
    }

    /** As JSON: fractions of 1. */
    ObjectNode tree() {
        ObjectNode tree = Json.object();
        tree.put("value", found.value()).put("atMost", found.atMost()).put("converged", found.converged());
        tree.set("defender", Json.tree(found.defender().weights()));
        tree.set("valueInterval", PoolFile.interval(heldOut.value()));
        tree.set("onUnseenImages", PrecisionGame.unseen(heldOut.mixture(), heldOut.uniform(), heldOut.bestFixed()));
        ArrayNode rounds = tree.putArray("rounds");
        for (DoubleOracle.Round round : found.rounds()) {
            rounds.addObject()
                    .put("value", round.value())
                    .put("attacked", round.attacked())
                    .put("gain", round.gain())
                    .set("defender", Json.tree(round.defender().weights()));
        }
        return tree;
    }
}
