package doublewin.dwq.evaluate;

import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.tensor.Arena;
import doublewin.nn.Precision;
import java.util.function.IntConsumer;

/** Accuracy on unperturbed images. */
public final class CleanAccuracy {
    private CleanAccuracy() {}

    /**
     * How many of the subject's images are classified correctly at a precision.
     *
     * @param progress is told, now and then, how many images are done
     */
    public static int correct(EvaluationSubject subject, Precision precision, IntConsumer progress) {
        Classifier classifier = new Classifier(subject.network(), subject.pool(), new Arena(), new PreparedWeights());
        int[] correct = new int[1];
        ImageBlocks.forEach(
                subject, progress, block -> correct[0] += classifier.correct(block.x(), block.labels(), precision));
        return correct[0];
    }
}
