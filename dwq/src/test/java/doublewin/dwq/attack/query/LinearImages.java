package doublewin.dwq.attack.query;

import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearModel;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.Random;

/**
 * Random images of 8 x 8 x 3 and a random linear model, by which each image has the label that it is given: whether an
 * image is robust is known.
 */
record LinearImages(LinearModel model, Batch batch, double[][] pixels) {
    static final int SIDE = 8;
    static final int CHANNELS = 3;
    static final int VALUES = SIDE * SIDE * CHANNELS;
    static final Normalisation NORMALISATION = Normalisation.CIFAR10;

    /** Of which pixels the logits are made. */
    enum Sees {
        ALL,
        /** All but the last row and column, where squares do not get. */
        WHERE_SQUARES_GET
    }

    /** Which pixels the images have. */
    enum Box {
        /** Grey ones, so that valid images end farther away than any epsilon here. */
        INACTIVE,
        /** Any, half of them black or white. */
        ACTIVE
    }

    static LinearImages of(int images, int classes, Sees sees, Box box, long seed) {
        Random random = new Random(seed);
        double[][] weight = new double[classes][VALUES];
        for (double[] row : weight) {
            for (int i = 0; i < VALUES; i++) {
                int pixel = i / CHANNELS;
                boolean isLast = pixel / SIDE == SIDE - 1 || pixel % SIDE == SIDE - 1;
                row[i] = isLast && sees == Sees.WHERE_SQUARES_GET ? 0 : random.nextGaussian();
            }
        }
        LinearModel model = new LinearModel(weight, new double[classes], NORMALISATION);
        double[][] pixels = new double[images][VALUES];
        int[] labels = new int[images];
        for (int n = 0; n < images; n++) {
            for (int i = 0; i < VALUES; i++) {
                double uniform = random.nextDouble();
                pixels[n][i] = box == Box.INACTIVE ? 0.3 + 0.4 * uniform : Math.clamp(2 * uniform - 0.5, 0, 1);
            }
            double[] z = model.logits(pixels[n]);
            for (int k = 1; k < classes; k++) {
                labels[n] = z[k] > z[labels[n]] ? k : labels[n];
            }
        }
        return new LinearImages(model, LinearModel.batch(pixels, labels, SIDE, SIDE, NORMALISATION), pixels);
    }

    /** The lowest margin of an image within the Linf ball and the box: 0 and below for one that is not robust. */
    double lowestMargin(int image, double epsilon) {
        int label = batch.labels()[image];
        double[] z = model.logits(pixels[image]);
        double lowest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < z.length; k++) {
            double margin = z[label] - z[k];
            for (int i = 0; i < VALUES; i++) {
                double w = model.weight()[label][i] - model.weight()[k][i];
                double low = Math.max(-epsilon, -pixels[image][i]);
                double high = Math.min(epsilon, 1 - pixels[image][i]);
                margin += Math.min(w * low, w * high);
            }
            lowest = k == label ? lowest : Math.min(lowest, margin);
        }
        return lowest;
    }

    /** The same within an L2 ball that the box does not cut. */
    double lowestMarginL2(int image, double epsilon) {
        int label = batch.labels()[image];
        double[] z = model.logits(pixels[image]);
        double lowest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < z.length; k++) {
            double squares = 0;
            for (int i = 0; i < VALUES; i++) {
                double w = model.weight()[label][i] - model.weight()[k][i];
                squares += w * w;
            }
            double margin = z[label] - z[k] - epsilon * Math.sqrt(squares);
            lowest = k == label ? lowest : Math.min(lowest, margin);
        }
        return lowest;
    }

    /** The margin of a perturbed image, in double. */
    double margin(Tensor adversarial, int image) {
        double[] z = model.logits(LinearModel.pixels(adversarial, image, NORMALISATION));
        int label = batch.labels()[image];
        double other = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < z.length; k++) {
            other = k == label ? other : Math.max(other, z[k]);
        }
        return z[label] - other;
    }
}
