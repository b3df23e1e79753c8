package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.CleanAccuracy;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.RandomPrecisionInference;
import doublewin.dwq.evaluate.RobustAccuracy;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/** Clean and robust accuracy of a trained run at each precision, and under random precision inference. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * What was found; counts are out of {@code images}.
     *
     * @param precisions evaluated
     * @param images evaluated
     * @param clean [precision] unperturbed images classified correctly
     * @param robust [precision] images classified correctly after the attack at that precision
     * @param random under random precision inference
     * @param spread standard deviation of its robust accuracy from one series of draws to another, on the same images
     * @param mixture that the defender drew from there
     */
    public record Result(
            PrecisionSet precisions,
            int images,
            int[] clean,
            int[] robust,
            RandomPrecisionInference.Result random,
            double spread,
            PrecisionMixture mixture) {}

    /**
     * Measures what is not measured yet, and writes {@code evaluation.json} into the run's folder.
     *
     * @param backend who computes it
     * @param images all test images to use
     * @param mixture of the evaluation's precisions, from which random precision inference draws
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static Result run(
            Backend backend, TrainedNetwork trained, ImageSource images, PrecisionMixture mixture, Workshop workshop)
            throws IOException {
        MeasuredOutcomes measured = MeasuredOutcomes.of(new CandidateSet.OfMap(), backend, trained, images, workshop);
        Outcomes outcomes = measured.outcomes();
        RandomPrecisionInference inference = new RandomPrecisionInference(
                mixture, RandomPrecisionInference.BATCH_SIZE, trained.settings().seed());
        Result result = new Result(
                outcomes.precisions(),
                outcomes.images(),
                CleanAccuracy.of(outcomes),
                RobustAccuracy.of(outcomes, MeasuredOutcomes.ATTACK),
                inference.of(outcomes, MeasuredOutcomes.ATTACK),
                inference.spread(outcomes, MeasuredOutcomes.ATTACK),
                mixture);
        trained.run().write(Part.EVALUATION, Json.bytes(tree(result, trained, measured)));
        return result;
    }

    private static ObjectNode tree(Result result, TrainedNetwork trained, MeasuredOutcomes measured) {
        Settings settings = trained.settings();
        ObjectNode tree = measured.origin().toTree();
        tree.set("precisions", Json.tree(TransferFiles.bits(result.precisions())));
        tree.put("images", result.images());
        tree.put("selection", Settings.written(settings.training().selection())).put("training", trained.training());
        tree.set("clean", Json.tree(result.clean()));
        tree.set("robust", Json.tree(result.robust()));
        tree.set("cleanAccuracy", Json.tree(fractions(result.clean(), result.images())));
        tree.set("robustAccuracy", Json.tree(fractions(result.robust(), result.images())));
        tree.setAll(TransferFiles.gradients(measured.outcomes(), MeasuredOutcomes.ATTACK));
        ObjectNode random = tree.putObject("randomPrecisionInference");
        random.put("clean", result.random().clean())
                .put("robust", result.random().robust());
        random.put("cleanAccuracy", result.random().cleanAccuracy());
        random.put("robustAccuracy", result.random().robustAccuracy());
        if (!result.mixture().isUniform()) {
            random.set("defender", Json.tree(result.mixture().weights()));
        }
        return tree;
    }

    private static double[] fractions(int[] counts, int images) {
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / images)
                .toArray();
    }
}
