package doublewin.dwq.attack;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.tensor.Tensor;

/** Cross-entropy of the soft-max. */
public enum CrossEntropy implements LogitLoss {
    /** Summed over the images, so that the gradient of one does not depend on how many share its batch. */
    SUM;

    @Override
    public void losses(Tensor logits, int[] labels, float[] losses) {
        SoftmaxCrossEntropy.losses(logits, labels, losses);
    }

    @Override
    public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
        SoftmaxCrossEntropy.gradient(logits, labels, 1, dlogits);
        return labels.length;
    }
}
