package doublewin.engine.autograd;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Soft-max cross-entropy of a batch as one number. Saves the logits and the labels. */
public final class CrossEntropyOp {
    private CrossEntropyOp() {}

    /**
     * Mean over the images of -log softmax(logits)[label]: the loss of a training step.
     *
     * @param logits (N,1,1,K) in lane format
     * @param labels N classes, 0 to K - 1
     * @return a scalar
     * @throws NonFiniteException naming the first image with a NaN or infinite logit
     */
    public static Variable mean(Tape tape, Variable logits, int[] labels) {
        return apply(tape, logits, labels, 1.0 / labels.length);
    }

    /** The sum instead of the mean: so an image's input gradient does not depend on how many share its batch. */
    public static Variable sum(Tape tape, Variable logits, int[] labels) {
        return apply(tape, logits, labels, 1);
    }

    private static Variable apply(Tape tape, Variable logits, int[] labels, double weight) {
        float[] losses = new float[labels.length];
        SoftmaxCrossEntropy.losses(logits.value(), labels, losses);
        Tensor loss = tape.allocate(Shape.of());
        loss.set(0, (float) (weight * total(losses)));
        return tape.record(
                loss,
                Saved.of(logits),
                (dloss, gradients) -> {
                    Tensor dlogits = tape.allocate(logits.shape());
                    SoftmaxCrossEntropy.gradient(logits.value(), labels, (float) (weight * dloss.get(0)), dlogits);
                    gradients.add(logits, dlogits);
                },
                logits);
    }

    /** In double and in the order of the images. */
    private static double total(float[] losses) {
        double total = 0;
        for (float loss : losses) {
            total += loss;
        }
        return total;
    }
}
