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
     * @throws NonFiniteException naming the first image with a NaN or infinite logit, or whose loss is beyond float's range
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
        if (!Float.isFinite(loss.get(0))) {
            throw notFinite(losses);
        }
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

    /** Two finite logits may be further apart than a float can tell. */
    private static NonFiniteException notFinite(float[] losses) {
        for (int n = 0; n < losses.length; n++) {
            if (!Float.isFinite(losses[n])) {
                return new NonFiniteException("cross-entropy: the loss of image " + n + " of a batch of "
                        + losses.length + " is " + losses[n] + "; the network has diverged");
            }
        }
        return new NonFiniteException("cross-entropy: the losses of " + losses.length
                + " images are finite, their sum is not; the network has diverged");
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
