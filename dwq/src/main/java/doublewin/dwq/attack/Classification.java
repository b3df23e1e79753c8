package doublewin.dwq.attack;

import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.tensor.Tensor;

/** The one rule by which attacks, outcomes and reports call an image correct. */
public final class Classification {
    private Classification() {}

    /**
     * Which images are given their label: the class with the highest logit, the lowest of several.
     *
     * @param logits (images, 1, 1, classes) in lane format
     * @param labels the true class of each image
     */
    public static boolean[] correct(Tensor logits, int[] labels) {
        int[] classes = new int[labels.length];
        SoftmaxCrossEntropy.argmax(logits, classes);
        boolean[] correct = new boolean[labels.length];
        for (int n = 0; n < labels.length; n++) {
            correct[n] = classes[n] == labels[n];
        }
        return correct;
    }

    /**
     * By how much the true class is ahead of the best other one; negative for an image that is given another class.
     *
     * @param logits (images, 1, 1, classes) in lane format, at least 2 classes
     * @param labels the true class of each image
     * @param margins overwritten, one an image
     */
    public static void margins(Tensor logits, int[] labels, double[] margins) {
        double[] z = new double[logits.shape().channels()];
        for (int n = 0; n < labels.length; n++) {
            PerImageLoss.read(logits, n, z);
            margins[n] = Margin.of(z, labels[n]);
        }
    }
}
