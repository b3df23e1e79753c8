package doublewin.dwq.evaluate;

import doublewin.dwq.attack.PgdSettings;
import doublewin.nn.Precision;
import java.util.function.IntConsumer;

/** Accuracy on images perturbed against the very precision that classifies them: the transfer matrix's diagonal. */
public final class RobustAccuracy {
    private RobustAccuracy() {}

    /**
     * How many of the subject's images are classified correctly at a precision after an attack at that precision.
     *
     * @param seed of the random starts
     * @param progress is told, now and then, how many images are done
     */
    public static int correct(
            EvaluationSubject subject, Precision precision, PgdSettings attack, long seed, IntConsumer progress) {
        PerturbedImages perturbed = new PerturbedImages(subject, attack, seed);
        int[] correct = new int[1];
        ImageBlocks.forEach(
                subject,
                progress,
                block -> correct[0] += perturbed.of(block, precision).correct(precision));
        return correct[0];
    }
}
