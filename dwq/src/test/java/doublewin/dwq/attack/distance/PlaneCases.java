package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Classification;
import doublewin.dwq.attack.LinearModel;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Random linear classifiers with images that they classify correctly, and how far each image is from being misclassified. */
record PlaneCases(LinearModel model, double[][] pixels, int[] labels, Batch batch) {
    static final int HEIGHT = 3;
    static final int WIDTH = 4;

    /** The channels differ much, so that norms of normalised values would be wrong. */
    static final Normalisation NORMALISATION =
            new Normalisation(new float[] {0.5f, 0.4f, 0.3f}, new float[] {0.5f, 0.25f, 0.1f});

    private static final int VALUES = HEIGHT * WIDTH * NORMALISATION.channels();

    /**
     * Cases.
     *
     * @param low the lowest pixel
     * @param high the highest pixel
     * @param biases size of the biases' differences: the larger, the farther are the images from the boundaries
     */
    static PlaneCases random(int classes, int images, double low, double high, double biases, long seed) {
        RandomStream random = new RandomStream(RandomKey.of(seed, Purpose.EMBEDDED_DATA));
        double[][] weight = new double[classes][VALUES];
        double[] bias = new double[classes];
        double[][] pixels = new double[images][VALUES];
        for (int k = 0; k < classes; k++) {
            for (int i = 0; i < VALUES; i++) {
                weight[k][i] = random.gaussian();
                bias[k] -= weight[k][i] / 2;
            }
            bias[k] += biases * random.gaussian();
        }
        for (double[] image : pixels) {
            for (int i = 0; i < VALUES; i++) {
                image[i] = low + (high - low) * random.uniform();
            }
        }
        LinearModel model = new LinearModel(weight, bias, NORMALISATION);
        int[] labels = new int[images];
        for (int n = 0; n < images; n++) {
            labels[n] = largest(model.logits(pixels[n]));
        }
        return new PlaneCases(model, pixels, labels, LinearModel.batch(pixels, labels, HEIGHT, WIDTH, NORMALISATION));
    }

    /** The same images for a model whose logits are so many times as large: distances stay. */
    PlaneCases steeper(double factor) {
        double[][] weight = model.weight().clone();
        double[] bias = model.bias().clone();
        for (int k = 0; k < bias.length; k++) {
            weight[k] = DoubleStream.of(weight[k]).map(w -> factor * w).toArray();
            bias[k] *= factor;
        }
        return new PlaneCases(new LinearModel(weight, bias, NORMALISATION), pixels, labels, batch);
    }

    /** The same model with images whose pixels are 0 or 1, whichever is closer. */
    PlaneCases inBlackAndWhite() {
        double[][] rounded = new double[labels.length][];
        int[] classes = new int[labels.length];
        for (int n = 0; n < labels.length; n++) {
            rounded[n] = DoubleStream.of(pixels[n]).map(Math::rint).toArray();
            classes[n] = largest(model.logits(rounded[n]));
        }
        return new PlaneCases(
                model, rounded, classes, LinearModel.batch(rounded, classes, HEIGHT, WIDTH, NORMALISATION));
    }

    private static int largest(double[] z) {
        int largest = 0;
        for (int k = 1; k < z.length; k++) {
            largest = z[k] > z[largest] ? k : largest;
        }
        return largest;
    }

    /** The distance of an image from the closest boundary where no bound of pixels is in the way. */
    double distance(int n, Ball ball) {
        return IntStream.range(0, model.classes())
                .filter(k -> k != labels[n])
                .mapToDouble(k -> distance(n, k, ball))
                .min()
                .orElseThrow();
    }

    /** The distance from the boundary of the class whose logit is second. */
    double distanceToRunnerUp(int n, Ball ball) {
        double[] z = model.logits(pixels[n]);
        z[labels[n]] = Double.NEGATIVE_INFINITY;
        return distance(n, largest(z), ball);
    }

    /** Margin / dual norm of w. */
    private double distance(int n, int k, Ball ball) {
        double[] z = model.logits(pixels[n]);
        double l1 = 0;
        double l2 = 0;
        for (int i = 0; i < VALUES; i++) {
            double w = model.weight()[labels[n]][i] - model.weight()[k][i];
            l1 += Math.abs(w);
            l2 += w * w;
        }
        return (z[labels[n]] - z[k]) / (ball == Ball.LINF ? l1 : Math.sqrt(l2));
    }

    /** Which of the images shown the model classifies correctly. */
    boolean[] correct(Tensor shown) {
        Tensor logits = Tensor.zeros(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(shown, logits);
        return Classification.correct(logits, labels);
    }

    /** By how much the true class is ahead in the images shown. */
    double[] margins(Tensor shown) {
        Tensor logits = Tensor.zeros(Shape.lanes(labels.length, 1, 1, model.classes()));
        model.logits(shown, logits);
        double[] margins = new double[labels.length];
        Classification.margins(logits, labels, margins);
        return margins;
    }

    /** An image's pixels of 0 to 1. */
    double[] pixelsOf(Tensor shown, int n) {
        return LinearModel.pixels(shown, n, NORMALISATION);
    }

    /** How far each image shown is from the clean one, by pixels. */
    double[] lengths(Tensor shown, Ball ball) {
        double[] lengths = new double[labels.length];
        for (int n = 0; n < lengths.length; n++) {
            double[] from = pixelsOf(batch.x(), n);
            double[] to = pixelsOf(shown, n);
            double largest = 0;
            double squares = 0;
            for (int i = 0; i < VALUES; i++) {
                largest = Math.max(largest, Math.abs(to[i] - from[i]));
                squares += (to[i] - from[i]) * (to[i] - from[i]);
            }
            lengths[n] = ball == Ball.LINF ? largest : Math.sqrt(squares);
        }
        return lengths;
    }
}
