package doublewin.dwq.attack;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/** Sums of batches in which each image has a factor of its own. Unused lanes stay as they are. */
public final class ImageSums {
    private ImageSums() {}

    /**
     * Image n of to += factors[n] * image n of from.
     *
     * @param from a batch in lane format
     * @param factors one an image
     * @param to of the shape of {@code from}
     */
    public static void add(Tensor from, float[] factors, Tensor to) {
        to.requireShape("sum of images", from.shape());
        float[] lanes = lanes(factors, 0, from);
        int values = from.elements() / from.shape().blocks();
        for (int at = 0; at < from.elements(); at += Shape.LANES) {
            int first = at / values * Shape.LANES;
            for (int lane = 0; lane < Shape.LANES; lane++) {
                to.array()[to.offset() + at + lane] += lanes[first + lane] * from.array()[from.offset() + at + lane];
            }
        }
    }

    /**
     * Image n of x *= factors[n].
     *
     * @param x a batch in lane format
     * @param factors one an image
     */
    public static void scale(Tensor x, float[] factors) {
        float[] lanes = lanes(factors, 1, x);
        int values = x.elements() / x.shape().blocks();
        for (int at = 0; at < x.elements(); at += Shape.LANES) {
            int first = at / values * Shape.LANES;
            for (int lane = 0; lane < Shape.LANES; lane++) {
                x.array()[x.offset() + at + lane] *= lanes[first + lane];
            }
        }
    }

    /**
     * Multiplies each channel by a factor.
     *
     * @param x a batch in lane format
     * @param factors one a channel
     */
    public static void scaleChannels(Tensor x, float[] factors) {
        int channels = x.shape().channels();
        if (factors.length != channels) {
            throw new IllegalArgumentException(
                    "scale: " + factors.length + " factors for " + channels + " channels, expected one each");
        }
        for (int i = 0; i < x.elements(); i++) {
            x.array()[x.offset() + i] *= factors[i / Shape.LANES % channels];
        }
    }

    /** One factor a lane; unused lanes get that which changes nothing. */
    private static float[] lanes(float[] factors, float unused, Tensor x) {
        if (factors.length != x.shape().images()) {
            throw new IllegalArgumentException("sum of images: " + factors.length + " factors for "
                    + x.shape().images() + " images, expected one each");
        }
        float[] lanes = new float[x.shape().blocks() * Shape.LANES];
        Arrays.fill(lanes, unused);
        System.arraycopy(factors, 0, lanes, 0, factors.length);
        return lanes;
    }
}
