package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Pairs of linear members whose scores depend on the mean change d of the pixels, and what attacks do with them. */
public final class Traps {
    private static final int SIDE = 4;
    private static final int VALUES = SIDE * SIDE * 3;
    private static final double GREY = 0.5;
    private static final Normalisation NORMALISATION = LinearCases.NORMALISATION;

    private Traps() {}

    /** Scores 1 + 5d and .07 - d: with d in +-.1, raising a mean loss lowers d, and only d = .1 fools anybody. */
    public static Mixture averaging() {
        return Mixture.uniform(List.of(member(1, 5), member(0.07, -1)));
    }

    /** Scores .05 + d and .05 - d: each alone is lost, never both. */
    public static Mixture pennies() {
        return Mixture.uniform(List.of(member(0.05, 1), member(0.05, -1)));
    }

    /** Two classes, of which the first leads by {@code score + slope d}. */
    public static LinearModel member(double score, double slope) {
        double[][] weight = new double[2][VALUES];
        for (int i = 0; i < VALUES; i++) {
            weight[0][i] = slope / VALUES;
        }
        return new LinearModel(weight, new double[] {score - slope * GREY, 0}, NORMALISATION);
    }

    /** Grey images of the first class. */
    public static Batch batch(int images) {
        double[][] pixels = new double[images][VALUES];
        for (double[] image : pixels) {
            Arrays.fill(image, GREY);
        }
        return LinearModel.batch(pixels, new int[images], SIDE, SIDE, NORMALISATION);
    }

    /** d of an image. */
    public static double shift(Batch batch, Tensor adversarial, int image) {
        double[] clean = LinearModel.pixels(batch.x(), image, NORMALISATION);
        double[] shown = LinearModel.pixels(adversarial, image, NORMALISATION);
        IntToDoubleFunction change = i -> shown[i] - clean[i];
        return IntStream.range(0, clean.length).mapToDouble(change).average().orElseThrow();
    }

    /** Expected accuracy of a mixture on images. */
    public static double accuracy(AttackBench bench, Mixture mixture, Tensor x, Batch batch) {
        double sum = 0;
        for (int q = 0; q < mixture.size(); q++) {
            for (boolean correct : bench.correct(mixture.members().get(q), x, batch.labels())) {
                sum += correct ? mixture.weights()[q] : 0;
            }
        }
        return sum / batch.labels().length;
    }
}
