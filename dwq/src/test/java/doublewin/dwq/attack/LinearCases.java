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
        double[][] pixels = new double[images][VALUES];
        for (double[] image : pixels) {
            for (int i = 0; i < VALUES; i++) {
                image[i] = low + (high - low) * random.nextDouble();
            }
        }
        return labelled(new LinearModel(weight, bias, NORMALISATION), pixels);
    }

    /** The images with the classes that the model gives them. */
    private static LinearCases labelled(LinearModel model, double[][] pixels) {
        int[] labels = new int[pixels.length];
        for (int n = 0; n < labels.length; n++) {
            double[] z = model.logits(pixels[n]);
            for (int k = 1; k < z.length; k++) {
                labels[n] = z[k] > z[labels[n]] ? k : labels[n];
            }
        }
        return new LinearCases(model, LinearModel.batch(pixels, labels, SIDE, SIDE, NORMALISATION), pixels);
    }

    /** The same with a classifier that does not look at the last row and column. */
    public LinearCases withoutLastRowAndColumn() {
        double[][] weight = new double[model.classes()][];
        for (int k = 0; k < weight.length; k++) {
            weight[k] = model.weight()[k].clone();
            for (int i = 0; i < VALUES; i++) {
                int column = i / 3 % SIDE;
                int row = i / (3 * SIDE);
                weight[k][i] *= row == SIDE - 1 || column == SIDE - 1 ? 0 : 1;
            }
        }
        return labelled(new LinearModel(weight, model.bias(), NORMALISATION), pixels);
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
