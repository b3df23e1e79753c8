package doublewin.dwq.attack;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.tensor.Tensor;

/**
 * Cross-entropy in which each image counts 1 / images, as the official code trains against it. For a whole training
 * batch alone: of a portion of one, an image would count more.
 */
record MeanCrossEntropy() implements LogitLoss {
    /** Cross-entropies / images. */
    @Override
    public void losses(Tensor logits, int[] labels, float[] losses) {
        SoftmaxCrossEntropy.losses(logits, labels, losses);
        for (int n = 0; n < losses.length; n++) {
            losses[n] = (float) (losses[n] * (1.0 / losses.length));
        }
    }

    @Override
    public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
        SoftmaxCrossEntropy.gradient(logits, labels, (float) (1.0 / labels.length), dlogits);
        return labels.length;
    }
}
