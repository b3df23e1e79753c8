package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.evaluate.Attacked;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Crafting;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.statistics.ImageScore;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairedBootstrap;
import doublewin.experiments.statistics.PoolScores;
import doublewin.experiments.statistics.ResampledMean;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Attacks a trained run by attacks that are named one by one. Every image is attacked, and each attack stands by itself. */
public final class AttackEvaluation {
    private AttackEvaluation() {}

    /**
     * What was found.
     *
     * @param outcomes of the clean images and all candidates
     * @param means accuracy averaged over the precisions, by candidate, the clean one first
     */
    public record Result(Outcomes outcomes, List<Interval> means) {}

    /**
     * Measures what is not measured yet, and writes {@code attack.json} into the run's folder.
     *
     * @param attacks in the order of results, all of them for the ball
     * @param backwards each attack is run by each, and must ask for gradients where there is any but the default
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static Result run(
            List<NamedAttack> attacks,
            Set<Backward> backwards,
            Ball ball,
            TrainedNetwork trained,
            ImageSource images,
            Workshop workshop)
            throws IOException {
        Settings settings = trained.settings();
        PrecisionSet precisions = settings.evaluation().precisions();
        ThreatModel threat = new ThreatModel(ball, (float) settings.evaluation().attackEpsilon());
        List<Crafting> craftings = attacks.stream()
                .flatMap(attack -> attack.craftings(threat, precisions).stream())
                .flatMap(crafting -> backwards.stream().map(crafting::by))
                .toList();
        OutcomeEvaluation evaluation = new OutcomeEvaluation(
                trained.on(images, workshop.pool()),
                precisions,
                Columns.PRECISIONS_AND_ENSEMBLE,
                Attacked.ALL,
                craftings,
                settings.seed());
        SortedMap<String, String> parameters = Craftings.parameters(craftings);
        MeasuredOutcomes measured =
                MeasuredOutcomes.of(trained, images, evaluation, "named", parameters, Part.OUTCOMES_ATTACK, workshop);
        Result result = new Result(measured.outcomes(), means(measured.outcomes()));
        trained.run().write(Part.ATTACK, Json.bytes(tree(result, measured)));
        return result;
    }

    private static List<Interval> means(Outcomes outcomes) {
        PoolScores scores = new PoolScores(outcomes);
        List<ImageScore> all = new ArrayList<>(List.of(ImageScore.clean(outcomes)));
        outcomes.attacked().forEach(candidate -> all.add(scores.column(candidate)));
        return new PairedBootstrap(outcomes.images())
                .of(all).stream().map(ResampledMean::interval).toList();
    }

    private static ObjectNode tree(Result result, MeasuredOutcomes measured) {
        Outcomes outcomes = result.outcomes();
        ObjectNode tree = measured.origin().toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(outcomes.precisions())));
        tree.put("images", outcomes.images());
        tree.put("confidence", Interval.CONFIDENCE);
        ArrayNode candidates = tree.putArray("candidates");
        for (int number = 0; number < result.means().size(); number++) {
            candidates.add(PoolFile.candidate(outcomes, number, result.means().get(number)));
        }
        return tree;
    }
}
