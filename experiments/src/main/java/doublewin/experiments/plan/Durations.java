package doublewin.experiments.plan;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Method;
import java.util.Map;

/**
 * How long a run takes on this machine.
 *
 * @param steps of the whole training
 * @param stepSeconds of one
 * @param mapSeconds of the transfer map where every image stays active in every step, which is the longest it can take
 */
public record Durations(long steps, double stepSeconds, double mapSeconds) {
    /** The recipe of the paper's own scale. */
    public static final String PAPER = "cifar10-paper";

    /** So few that a heap for small networks holds the paper's, too. */
    private static final int PAPER_IMAGES = 16;

    /** Those of a run at the paper's scale. */
    public static Durations ofPaper(WorkerPool pool) {
        Settings settings = Recipes.resolve(PAPER, Map.of(), 1);
        return of(settings, MeasuredSteps.take(settings, PAPER_IMAGES, pool));
    }

    /** Those of a run, from steps of its own. */
    static Durations of(Settings settings, MeasuredSteps measured) {
        int batch = settings.training().batch();
        long iterations = (settings.imagesTrainedOn() + batch - 1L) / batch;
        return new Durations(
                iterations * settings.training().epochs(),
                stepSeconds(settings, measured),
                mapSeconds(settings.evaluation(), measured));
    }

    /** Seconds of the whole training. */
    public double trainingSeconds() {
        return steps * stepSeconds;
    }

    private static double stepSeconds(Settings settings, MeasuredSteps measured) {
        int furtherPasses =
                settings.training().method() == Method.PGD ? settings.training().steps() - 1 : 0;
        double seconds = measured.trainingSeconds() + furtherPasses * measured.gradientSeconds();
        return seconds * settings.training().batch() / measured.images();
    }

    private static double mapSeconds(EvaluationProtocol protocol, MeasuredSteps measured) {
        int precisions = protocol.precisions().size();
        double attack = (double) precisions * protocol.attackSteps() * protocol.restarts() * measured.gradientSeconds();
        double classify = (double) precisions * (precisions + 1) * measured.logitsSeconds();
        return (attack + classify) * protocol.testImages() / measured.images();
    }
}
