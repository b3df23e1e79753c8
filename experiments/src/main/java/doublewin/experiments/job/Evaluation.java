package doublewin.experiments.job;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.PgdSettings;
import doublewin.dwq.evaluate.CleanAccuracy;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.RandomPrecisionInference;
import doublewin.dwq.evaluate.RobustAccuracy;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.Json;
import doublewin.experiments.run.RunFolder.Part;
import doublewin.experiments.run.TransferFiles;
import doublewin.nn.Precision;
import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntConsumer;
import tools.jackson.databind.node.ObjectNode;

/** Measures a trained run: clean and robust accuracy at each precision, and under random precision inference. */
public final class Evaluation {
    private static final String STOPPED = "stopped; nothing is saved, the same command starts again";

    private Evaluation() {}

    /**
     * What was found; counts are out of {@code images}.
     *
     * @param precisions evaluated
     * @param images evaluated
     * @param clean [precision] unperturbed images classified correctly
     * @param robust [precision] images classified correctly after the attack at that precision
     * @param random under random precision inference
     */
    public record Result(
            PrecisionSet precisions, int images, int[] clean, int[] robust, RandomPrecisionInference.Result random) {}

    /**
     * Evaluates, and writes {@code evaluation.json} into the run's folder.
     *
     * @param images all test images to use
     * @throws StoppedException when the user asked to stop
     * @throws IOException if something can't be written; the message is for the user
     */
    public static Result run(TrainedNetwork trained, ImageSet images, Workshop workshop) throws IOException {
        Settings settings = trained.settings();
        EvaluationSubject subject = trained.on(images, workshop.pool());
        PrecisionSet precisions = Blueprint.evaluationPrecisions(settings);
        PgdSettings attack = Blueprint.attack(settings);
        int size = precisions.size();
        int[] clean = new int[size];
        int[] robust = new int[size];
        int count = subject.images();
        long done = 0;
        workshop.progress().start("evaluation", "images", 0, (2L * size + 1) * count);
        RandomPrecisionInference.Result random;
        try {
            for (int i = 0; i < size; i++) {
                Precision precision = precisions.get(i);
                String detail = precision.toString();
                clean[i] = CleanAccuracy.correct(subject, precision, workshop.images(done, count, detail, STOPPED));
                done += count;
                workshop.requireNoStop(STOPPED);
                IntConsumer progress = workshop.images(done, count, detail, STOPPED);
                robust[i] = RobustAccuracy.correct(subject, precision, attack, settings.seed(), progress);
                done += count;
                workshop.requireNoStop(STOPPED);
            }
            random = new RandomPrecisionInference(precisions, RandomPrecisionInference.BATCH_SIZE, settings.seed())
                    .evaluate(subject, attack, workshop.images(done, count, "random precision", STOPPED));
        } finally {
            workshop.progress().end();
        }
        Result result = new Result(precisions, subject.images(), clean, robust, random);
        trained.run().write(Part.EVALUATION, Json.bytes(tree(result, trained)));
        return result;
    }

    private static ObjectNode tree(Result result, TrainedNetwork trained) {
        Settings settings = trained.settings();
        ObjectNode tree = Json.object();
        tree.set("precisions", Json.tree(TransferFiles.bits(result.precisions())));
        tree.put("images", result.images()).put("attack", ResultNames.attack(settings));
        tree.put("selection", Settings.written(settings.selection())).put("training", trained.training());
        tree.set("clean", Json.tree(result.clean()));
        tree.set("robust", Json.tree(result.robust()));
        tree.set("cleanAccuracy", Json.tree(fractions(result.clean(), result.images())));
        tree.set("robustAccuracy", Json.tree(fractions(result.robust(), result.images())));
        ObjectNode random = tree.putObject("randomPrecisionInference");
        random.put("clean", result.random().clean())
                .put("robust", result.random().robust());
        random.put("cleanAccuracy", result.random().cleanAccuracy());
        random.put("robustAccuracy", result.random().robustAccuracy());
        return tree;
    }

    private static double[] fractions(int[] counts, int images) {
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / images)
                .toArray();
    }
}
