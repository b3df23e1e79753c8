package doublewin.engine.kernel.classify;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Cross-entropy of the soft-max of a few logits an image, its gradient, and the class they choose. Logits are
 * (images, 1, 1, classes) in lane format.
 *
 * <p>Computed in double with the largest logit subtracted, image by image, and rounded to float at the end. There is so
 * little of it that this plain loop is its own reference.
 *
 * <p>Where the label's probability p comes near 1, both log p and p - 1 cancel: from a margin of 37 on they would be 0
 * in double, although float holds them up to a margin of 103, and a gradient without its label's component points
 * somewhere else. There both are computed of 1 - p, which is summed of the other classes.
 */
public final class SoftmaxCrossEntropy {
    /** Of 1 - p. Below it p - 1, which is exact to 2^-53, would no longer be exact to a float's 2^-24. */
    private static final double SURE = 0x1p-29;

    private SoftmaxCrossEntropy() {}

    /**
     * losses[n] = log(sum over k of exp(logit k)) - logit of labels[n].
     *
     * @param labels one an image, 0 to classes - 1
     * @param losses overwritten, one an image
     * @throws NonFiniteException naming the first image with a NaN or infinite logit
     */
    public static void losses(Tensor logits, int[] labels, float[] losses) {
        Shape shape = requireLogits("cross-entropy", logits);
        requireLabels(labels, shape);
        requireLength("cross-entropy: losses", losses.length, shape);
        for (int n = 0; n < shape.images(); n++) {
            double largest = largest(logits, n);
            double label = at(logits, n, labels[n]);
            double sum = 0;
            double others = 0;
            for (int k = 0; k < shape.channels(); k++) {
                double exponential = StrictMath.exp(at(logits, n, k) - largest);
                sum += exponential;
                others += k == labels[n] ? 0 : exponential;
            }
            // Of a sure image the label's logit is the largest, and its exponential 1.
            losses[n] = (float) (others < SURE ? StrictMath.log1p(others) : StrictMath.log(sum) + (largest - label));
        }
    }

    /**
     * dlogits = weight * (softmax(logits) - one-hot label), zero in unused lanes. dlogits may be logits.
     *
     * @param weight of every image's loss: 1 / images for the mean, 1 for the sum
     * @throws NonFiniteException naming the first image with a NaN or infinite logit
     */
    public static void gradient(Tensor logits, int[] labels, float weight, Tensor dlogits) {
        Shape shape = requireLogits("cross-entropy gradient", logits);
        requireLabels(labels, shape);
        dlogits.requireShape("cross-entropy gradient: result", shape);
        double[] exponentials = new double[shape.channels()];
        for (int n = 0; n < shape.images(); n++) {
            double largest = largest(logits, n);
            double sum = 0;
            double others = 0;
            for (int k = 0; k < exponentials.length; k++) {
                exponentials[k] = StrictMath.exp(at(logits, n, k) - largest);
                sum += exponentials[k];
                others += k == labels[n] ? 0 : exponentials[k];
            }
            for (int k = 0; k < exponentials.length; k++) {
                double difference = exponentials[k] / sum - (k == labels[n] ? 1 : 0);
                if (k == labels[n] && others < SURE) {
                    difference = -others / sum;
                }
                dlogits.set(LaneFormat.index(shape, n, 0, 0, k), (float) (weight * difference));
            }
        }
        for (int n = shape.images(); n < shape.blocks() * Shape.LANES; n++) {
            for (int k = 0; k < shape.channels(); k++) {
                dlogits.set(LaneFormat.index(shape, n, 0, 0, k), 0);
            }
        }
    }

    /**
     * classes[n] = the class of image n's largest logit, the lowest of equals.
     *
     * @throws NonFiniteException naming the first image with a NaN or infinite logit
     */
    public static void argmax(Tensor logits, int[] classes) {
        Shape shape = requireLogits("classification", logits);
        requireLength("classification: classes", classes.length, shape);
        for (int n = 0; n < shape.images(); n++) {
            double largest = largest(logits, n);
            int k = 0;
            while (at(logits, n, k) != largest) {
                k++;
            }
            classes[n] = k;
        }
    }

    /**
     * How many images have their label as {@link #argmax}.
     *
     * @throws NonFiniteException naming the first image with a NaN or infinite logit
     */
    public static int correct(Tensor logits, int[] labels) {
        int[] classes = new int[labels.length];
        argmax(logits, classes);
        int correct = 0;
        for (int n = 0; n < labels.length; n++) {
            if (classes[n] == labels[n]) {
                correct++;
            }
        }
        return correct;
    }

    private static double at(Tensor logits, int image, int k) {
        return logits.get(LaneFormat.index(logits.shape(), image, 0, 0, k));
    }

    private static double largest(Tensor logits, int image) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logits.shape().channels(); k++) {
            double logit = at(logits, image, k);
            if (!Double.isFinite(logit)) {
                throw new NonFiniteException("logits: found " + logit + " for image " + image + ", class " + k
                        + " of a batch of " + logits.shape().images() + "; the network has diverged");
            }
            largest = logit > largest ? logit : largest;
        }
        return largest;
    }

    private static Shape requireLogits(String operation, Tensor logits) {
        MatrixProduct.requireVectors(operation, logits.shape());
        return logits.shape();
    }

    private static void requireLength(String what, int length, Shape shape) {
        if (length != shape.images()) {
            throw new IllegalArgumentException(
                    what + " has " + length + " values, expected one for each of " + shape.images() + " images");
        }
    }

    private static void requireLabels(int[] labels, Shape shape) {
        requireLength("cross-entropy: labels", labels.length, shape);
        for (int n = 0; n < labels.length; n++) {
            if (labels[n] < 0 || labels[n] >= shape.channels()) {
                throw new IllegalArgumentException("cross-entropy: image " + n + " has label " + labels[n]
                        + ", expected 0 to " + (shape.channels() - 1));
            }
        }
    }
}
