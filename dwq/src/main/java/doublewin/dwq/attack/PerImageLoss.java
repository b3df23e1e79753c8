package doublewin.dwq.attack;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * A loss that is computed from one image's logits after the other, in double. There is so little of it that a plain loop
 * serves.
 */
abstract class PerImageLoss implements LogitLoss {
    /** Checks that the loss exists for so many classes. */
    abstract void requireClasses(int classes);

    /**
     * The loss of one image.
     *
     * @param z its logits
     * @param label its true class
     * @param image its position in the batch
     */
    abstract double loss(double[] z, int label, int image);

    /**
     * The loss's gradient by the logits of one image.
     *
     * @param dz zeros before, the gradient after
     */
    abstract void gradient(double[] z, int label, int image, double[] dz);

    @Override
    public final void losses(Tensor logits, int[] labels, float[] losses) {
        double[] z = room(logits);
        for (int n = 0; n < labels.length; n++) {
            read(logits, n, z);
            losses[n] = (float) loss(z, labels[n], n);
        }
    }

    @Override
    public final int gradient(Tensor logits, int[] labels, Tensor dlogits) {
        double[] z = room(logits);
        dlogits.requireShape("loss: gradient by the logits", logits.shape());
        dlogits.fill(0);
        for (int n = 0; n < labels.length; n++) {
            double[] dz = new double[z.length];
            read(logits, n, z);
            gradient(z, labels[n], n, dz);
            for (int k = 0; k < dz.length; k++) {
                dlogits.set(LaneFormat.index(dlogits.shape(), n, 0, 0, k), (float) dz[k]);
            }
        }
        return labels.length;
    }

    private double[] room(Tensor logits) {
        int classes = logits.shape().channels();
        requireClasses(classes);
        return new double[classes];
    }

    static void read(Tensor logits, int image, double[] z) {
        Shape shape = logits.shape();
        for (int k = 0; k < z.length; k++) {
            z[k] = logits.get(LaneFormat.index(shape, image, 0, 0, k));
            if (!Double.isFinite(z[k])) {
                throw new NonFiniteException("logits: found " + z[k] + " for image " + image + ", class " + k
                        + " of a batch of " + shape.images() + "; the network has diverged");
            }
        }
    }

    /** The class with the largest logit but for one, the lowest of equals. */
    static int largestBut(double[] z, int excluded) {
        int largest = -1;
        for (int k = 0; k < z.length; k++) {
            if (k != excluded && (largest < 0 || z[k] > z[largest])) {
                largest = k;
            }
        }
        return largest;
    }
}
