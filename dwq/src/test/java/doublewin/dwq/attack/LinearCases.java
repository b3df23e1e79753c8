package doublewin.dwq.attack;

import doublewin.nn.data.Normalisation;
import java.util.Random;

/**
 * Random linear classifiers and images of which it is known whether a perturbation can fool them.
 *
 * @param model the classifier
 * @param batch images that it classifies correctly
 * @param pixels of each image
 */
public record LinearCases(LinearModel model, Batch batch, double[][] pixels) {
    public static final int SIDE = 4;
    public static final Normalisation NORMALISATION =
            new Normalisation(new float[] {0.49f, 0.48f, 0.45f}, new float[] {0.25f, 0.24f, 0.26f});

    private static final int VALUES = SIDE * SIDE * 3;

    /** Pixels anywhere from 0 to 1, so that the box of valid images matters. */
    public static LinearCases random(int classes, int images, long seed) {
        return random(classes, images, seed, 0, 1);
    }

    /** Pixels from low to high. */
    public static LinearCases random(int classes, int images, long seed, double low, double high) {
        Random random = new Random(seed);
        double[][] weight = new double[classes][VALUES];
        double[] bias = new double[classes];
        for (int k = 0; k < classes; k++) {
            bias[k] = random.nextGaussian();
            for (int i = 0; i < VALUES; i++) {
                weight[k][i] = random.nextGaussian();
            }
        }
        LinearModel model = new LinearModel(weight, bias, NORMALISATION);
        double[][] pixels = new double[images][VALUES];
        int[] labels = new int[images];
        for (int n = 0; n < images; n++) {
            for (int i = 0; i < VALUES; i++) {
                pixels[n][i] = low + (high - low) * random.nextDouble();
            }
            double[] z = model.logits(pixels[n]);
            for (int k = 1; k < classes; k++) {
                labels[n] = z[k] > z[labels[n]] ? k : labels[n];
            }
        }
        return new LinearCases(model, LinearModel.batch(pixels, labels, SIDE, SIDE, NORMALISATION), pixels);
    }

    /**
     * By how much an image's true class stays ahead at the worst perturbation in the Linf ball and the box: above 0 for a
     * robust image.
     */
    public double slack(int image, double epsilon) {
        double least = Double.POSITIVE_INFINITY;
        int label = batch.labels()[image];
        for (int j = 0; j < model.classes(); j++) {
            if (j == label) {
                continue;
            }
            double ahead = model.bias()[label] - model.bias()[j];
            for (int i = 0; i < VALUES; i++) {
                double w = model.weight()[label][i] - model.weight()[j][i];
                double x = pixels[image][i];
                double delta = w > 0 ? Math.max(-epsilon, -x) : Math.min(epsilon, 1 - x);
                ahead += w * (x + delta);
            }
            least = Math.min(least, ahead);
        }
        return least;
    }
}
