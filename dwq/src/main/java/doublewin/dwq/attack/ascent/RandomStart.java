package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.ActiveImages;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ImageSums;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The perturbation that a restart begins with, drawn for each image from a stream of its own in (channel, height, width)
 * order, then projected.
 */
final class RandomStart {
    private RandomStart() {}

    /**
     * Uniform in the ball: each value in the Linf ball; in the L2 ball, of d values, a uniform direction and a length of
     * epsilon times the d-th root of a uniform number.
     *
     * @param key of the draw, but for the image
     * @param delta overwritten
     */
    static void uniform(ActiveImages active, RandomKey key, Tensor delta) {
        float epsilon = active.around().epsilon();
        if (active.threat().ball() == Ball.LINF) {
            draw(active, key, delta, random -> random.uniform(-epsilon, epsilon));
        } else {
            RandomStream[] further = draw(active, key, delta, RandomStream::gaussian);
            double[] lengths = lengths(active, delta);
            Shape shape = delta.shape();
            double root = 1.0 / (shape.height() * shape.width() * shape.channels());
            float[] factors = new float[lengths.length];
            for (int n = 0; n < factors.length; n++) {
                double radius = epsilon * StrictMath.pow(further[n].uniform(), root);
                factors[n] = (float) (radius / lengths[n]);
            }
            ImageSums.scale(delta, factors);
        }
        active.around().project(delta);
    }

    /**
     * On the ball's surface, as APGD starts (Croce and Hein, 2020): {@code epsilon u / max |u|} with u uniform in the Linf
     * ball, {@code epsilon u / |u|} with u normal in the L2 ball.
     *
     * @param key of the draw, but for the image
     * @param delta overwritten
     */
    static void surface(ActiveImages active, RandomKey key, Tensor delta) {
        float epsilon = active.around().epsilon();
        float[] factors = new float[active.count()];
        if (active.threat().ball() == Ball.LINF) {
            draw(active, key, delta, random -> random.uniform(-1, 1));
            LargestMagnitude.ofImages(active.workspace().pool(), delta, factors);
            for (int n = 0; n < factors.length; n++) {
                factors[n] = epsilon / factors[n];
            }
        } else {
            draw(active, key, delta, RandomStream::gaussian);
            double[] lengths = lengths(active, delta);
            for (int n = 0; n < factors.length; n++) {
                factors[n] = (float) (epsilon / lengths[n]);
            }
        }
        ImageSums.scale(delta, factors);
        active.around().project(delta);
    }

    private static double[] lengths(ActiveImages active, Tensor delta) {
        double[] lengths = new double[active.count()];
        ImageNorms.l2(delta, lengths);
        return lengths;
    }

    /** A value from a stream. */
    @FunctionalInterface
    private interface Draw {
        float from(RandomStream random);
    }

    /** Draws all values, and returns the streams of the images, to go on with. */
    private static RandomStream[] draw(ActiveImages active, RandomKey key, Tensor delta, Draw draw) {
        Shape shape = delta.shape();
        delta.fill(0);
        int[] images = active.batch().images();
        RandomStream[] streams = new RandomStream[images.length];
        active.workspace().pool().run(images.length, (n, scratch) -> {
            RandomStream random = new RandomStream(key.withImage(images[n]));
            streams[n] = random;
            for (int c = 0; c < shape.channels(); c++) {
                for (int h = 0; h < shape.height(); h++) {
                    for (int w = 0; w < shape.width(); w++) {
                        int at = delta.offset() + LaneFormat.index(shape, n, h, w, c);
                        delta.array()[at] = draw.from(random);
                    }
                }
            }
        });
        return streams;
    }
}
