package doublewin.dwq.attack;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.tensor.Tensor;

/** Cross-entropy of the soft-max. */
public enum CrossEntropy implements LogitLoss {
    /** The loss of an image does not depend on how many share its batch: for evaluation. */
    SUM {
        @Override
        float weight(int images) {
            return 1;
        }
    },
    /** Each image's loss counts 1 / images, as in the official code's training. */
    MEAN {
        @Override
        float weight(int images) {
            return (float) (1.0 / images);
        }
    };

    abstract float weight(int images);

    /** The unweighted cross-entropies, in both cases. */
    @Override
    public void losses(Tensor logits, int[] labels, float[] losses) {
        SoftmaxCrossEntropy.losses(logits, labels, losses);
    }

    @Override
    public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
        SoftmaxCrossEntropy.gradient(logits, labels, weight(labels.length), dlogits);
        return labels.length;
    }
}
