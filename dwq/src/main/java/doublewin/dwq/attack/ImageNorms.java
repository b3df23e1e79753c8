package doublewin.dwq.attack;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Norms of each image's values, such as those of a perturbation or gradient in pixel units. Each is summed in double in
 * one order, pixel by pixel, so that an image's norm does not depend on its batch.
 */
public final class ImageNorms {
    private ImageNorms() {}

    /**
     * norms[n] = sum of |x| over image n.
     *
     * @param x a batch in lane format
     * @param norms overwritten, one an image
     */
    public static void l1(Tensor x, double[] norms) {
        int values = requireOneAnImage(x, norms);
        for (int block = 0; block < x.shape().blocks(); block++) {
            double[] sums = new double[Shape.LANES];
            int from = x.offset() + block * values;
            for (int i = from; i < from + values; i += Shape.LANES) {
                for (int lane = 0; lane < Shape.LANES; lane++) {
                    sums[lane] += Math.abs(x.array()[i + lane]);
                }
            }
            enter(sums, block, norms);
        }
    }

    /**
     * The L1 norms of gradients by pixels, from gradients by normalised values.
     *
     * @param dx a batch in lane format
     * @param std of each channel: the gradient by a pixel is 1 / std of that by its normalised value
     * @param norms overwritten, one an image
     */
    public static void l1(Tensor dx, float[] std, double[] norms) {
        int values = requireOneAnImage(dx, norms);
        for (int block = 0; block < dx.shape().blocks(); block++) {
            double[] sums = new double[Shape.LANES];
            int from = dx.offset() + block * values;
            for (int i = 0; i < values; i += Shape.LANES) {
                double factor = 1.0 / std[i / Shape.LANES % std.length];
                for (int lane = 0; lane < Shape.LANES; lane++) {
                    sums[lane] += factor * Math.abs(dx.array()[from + i + lane]);
                }
            }
            enter(sums, block, norms);
        }
    }

    /**
     * norms[n] = square root of the sum of x squared over image n.
     *
     * @param x a batch in lane format
     * @param norms overwritten, one an image
     */
    public static void l2(Tensor x, double[] norms) {
        int values = requireOneAnImage(x, norms);
        for (int block = 0; block < x.shape().blocks(); block++) {
            double[] sums = new double[Shape.LANES];
            int from = x.offset() + block * values;
            for (int i = from; i < from + values; i += Shape.LANES) {
                for (int lane = 0; lane < Shape.LANES; lane++) {
                    double value = x.array()[i + lane];
                    sums[lane] += value * value;
                }
            }
            enter(sums, block, norms);
        }
        for (int n = 0; n < norms.length; n++) {
            norms[n] = Math.sqrt(norms[n]);
        }
    }

    /**
     * products[n] = the sum over image n of x * y.
     *
     * @param x a batch in lane format
     * @param y of the same shape
     * @param products overwritten, one an image
     */
    public static void dot(Tensor x, Tensor y, double[] products) {
        y.requireShape("inner product", x.shape());
        int values = requireOneAnImage(x, products);
        for (int block = 0; block < x.shape().blocks(); block++) {
            double[] sums = new double[Shape.LANES];
            for (int i = block * values; i < (block + 1) * values; i += Shape.LANES) {
                for (int lane = 0; lane < Shape.LANES; lane++) {
                    sums[lane] += (double) x.array()[x.offset() + i + lane] * y.array()[y.offset() + i + lane];
                }
            }
            enter(sums, block, products);
        }
    }

    /** Returns how many values the 16 images of a block have. */
    private static int requireOneAnImage(Tensor x, double[] norms) {
        if (norms.length != x.shape().images()) {
            throw new IllegalArgumentException("norms: " + norms.length + " results for a batch of "
                    + x.shape().images() + " images, expected one each");
        }
        return x.elements() / x.shape().blocks();
    }

    private static void enter(double[] sums, int block, double[] norms) {
        int images = Math.min(Shape.LANES, norms.length - block * Shape.LANES);
        System.arraycopy(sums, 0, norms, block * Shape.LANES, images);
    }
}
