package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.ImageValues;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1) on images in lane format, each with a count of steps of its own: one may begin
 * afresh while others go on.
 */
final class Adam {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final Tensor mean;
    private final Tensor square;

    /** BETA_1 and BETA_2 to the power of each image's steps. */
    private final double[] decay1;

    private final double[] decay2;

    /**
     * Fresh for all images.
     *
     * @param rate how far a value moves in a step, about
     * @param mean room for the mean gradient, of the shape of the images
     * @param square room for the mean square, of the same shape
     */
    Adam(double rate, Tensor mean, Tensor square) {
        this.rate = rate;
        this.mean = mean;
        this.square = square;
        int images = mean.shape().images();
        decay1 = new double[images];
        decay2 = new double[images];
        for (int n = 0; n < images; n++) {
            reset(n);
        }
    }

    /** Forgets all steps of an image. */
    void reset(int image) {
        decay1[image] = 1;
        decay2[image] = 1;
        float[] zeros = new float[mean.elements() / (mean.shape().blocks() * Shape.LANES)];
        ImageValues.write(zeros, mean, image);
        ImageValues.write(zeros, square, image);
    }

    /** Begins a step of an image; then each of its values is moved once. */
    void begin(int image) {
        decay1[image] *= BETA_1;
        decay2[image] *= BETA_2;
    }

    /**
     * Enters the gradient of one value.
     *
     * @param index of the value, as {@link LaneFormat#index} gives it
     * @param image to which it belongs
     * @return what is to be added to the value
     */
    double move(int index, int image, double gradient) {
        int m = mean.offset() + index;
        int s = square.offset() + index;
        mean.array()[m] = (float) (BETA_1 * mean.array()[m] + (1 - BETA_1) * gradient);
        square.array()[s] = (float) (BETA_2 * square.array()[s] + (1 - BETA_2) * gradient * gradient);
        double first = mean.array()[m] / (1 - decay1[image]);
        double second = square.array()[s] / (1 - decay2[image]);
        return -rate * first / (Math.sqrt(second) + EPSILON);
    }
}
