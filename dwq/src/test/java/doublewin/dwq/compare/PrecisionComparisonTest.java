package doublewin.dwq.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.LossPgd;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On linear classifiers of two classes all is known: gradients, corners of the ball, and the loss between them. */
class PrecisionComparisonTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    /** Very unequal deviations, so that angles of pixels and of normalised values differ. */
    private static final Normalisation NORMALISATION =
            new Normalisation(new float[] {0.5f, 0.4f, 0.3f}, new float[] {0.1f, 0.5f, 1});

    private static final int SIDE = 4;
    private static final int VALUES = SIDE * SIDE * 3;
    private static final int IMAGES = 19;
    private static final double EPSILON = 8 / 255.0;
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);

    private final WorkerPool pool = new WorkerPool(2);
    private final Workspace workspace = new Workspace(pool, new Arena());
    private final Random random = new Random(3);
    private final double[] weight = gaussian();
    private final double[] otherWeight = gaussian();
    private final double[][] pixels = new double[IMAGES][VALUES];
    private final Batch batch = batch();

    @AfterEach
    void close() {
        pool.close();
    }

    private double[] gaussian() {
        return random.doubles(VALUES, -1, 1).toArray();
    }

    /** Far enough from black and white that the box plays no part; all of class 0. */
    private Batch batch() {
        for (double[] image : pixels) {
            Arrays.setAll(image, i -> 0.3 + 0.4 * random.nextDouble());
        }
        return LinearModel.batch(pixels, new int[IMAGES], SIDE, SIDE, NORMALISATION);
    }

    /** By how much class 0 is ahead is weight * pixels + bias. */
    private static LinearModel model(double[] weight, double bias) {
        return new LinearModel(new double[][] {weight, new double[VALUES]}, new double[] {bias, 0}, NORMALISATION);
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] reversed(double[] weight) {
        return Arrays.stream(weight).map(w -> -w).toArray();
    }

    /** A step of whole epsilon: from anywhere two of them reach the corner. */
    private static Attack<DifferentiableModel> toTheCorner() {
        return new LossPgd(THREAT, AscentLoss.CROSS_ENTROPY, 3, 8, 1, Stop.NEVER);
    }

    private Comparison compare(
            Attack<DifferentiableModel> attack, Batch images, long otherSeed, DifferentiableModel... models) {
        return new PrecisionComparison(SET, List.of(models), attack, 1, otherSeed, workspace).of(images, () -> {});
    }

    private Comparison compare(DifferentiableModel... models) {
        return compare(toTheCorner(), batch, 2, models);
    }

    @Test
    void gradientsHaveTheAngleOfTheWeightsByPixels() {
        Alignments found = compare(model(weight, 9), model(otherWeight, 9)).gradients();
        double angle =
                product(weight, otherWeight) / Math.sqrt(product(weight, weight) * product(otherWeight, otherWeight));
        double alike = 0;
        for (int i = 0; i < VALUES; i++) {
            alike += weight[i] * otherWeight[i] > 0 ? 1.0 / VALUES : 0;
        }
        assertThat(found.cosine().images()).isEqualTo(IMAGES);
        for (int n = 0; n < IMAGES; n++) {
            assertThat(found.cosine().values()[0][1][n]).isCloseTo(angle, within(1e-6));
            assertThat(found.cosine().values()[1][0][n])
                    .isEqualTo(found.cosine().values()[0][1][n]);
            assertThat(found.signs().values()[0][1][n]).isCloseTo(alike, within(1e-12));
            assertThat(found.cosine().values()[0][0][n]).isOne();
            assertThat(found.signs().values()[1][1][n]).isOne();
        }
    }

    @Test
    void equalAndReversedModels() {
        Comparison equal = compare(model(weight, 9), model(weight, 9));
        Comparison reversed = compare(model(weight, 9), model(reversed(weight), 9));
        for (int n = 0; n < IMAGES; n++) {
            assertThat(equal.gradients().cosine().values()[0][1][n]).isOne();
            assertThat(equal.gradients().signs().values()[0][1][n]).isOne();
            assertThat(reversed.gradients().cosine().values()[0][1][n]).isCloseTo(-1, within(1e-12));
            assertThat(reversed.gradients().signs().values()[0][1][n]).isZero();
        }
    }

    /** Whatever the start, the attack ends in a corner of the ball, which the signs of the weights name. */
    @Test
    void perturbationsAreCornersByPixels() {
        Alignments found = compare(model(weight, 9), model(otherWeight, 9)).perturbations();
        double alike = 0;
        for (int i = 0; i < VALUES; i++) {
            alike += weight[i] * otherWeight[i] > 0 ? 1.0 / VALUES : 0;
        }
        for (int n = 0; n < IMAGES; n++) {
            // All changes are as long, so the cosine is that of signs. Changes of images in floats are exact to 2^-23.
            assertThat(found.cosine().values()[0][1][n]).isCloseTo(2 * alike - 1, within(1e-4));
            assertThat(found.signs().values()[0][1][n]).isCloseTo(alike, within(1e-12));
            assertThat(found.cosine().values()[0][0][n]).isCloseTo(1, within(1e-6));
        }
    }

    /** From one corner to the opposite one the margin rises linearly; from a corner to itself it stays. */
    @Test
    void theLossBetweenCornersIsThatOfALinearMargin() {
        double reach = EPSILON * Arrays.stream(weight).map(Math::abs).sum();
        double[] image = pixels[4];
        double bias = 0.2 * reach - product(weight, image);
        double otherBias = reach + product(weight, image);
        Batch one = LinearModel.batch(new double[][] {image}, new int[1], SIDE, SIDE, NORMALISATION);
        Segments found = compare(toTheCorner(), one, 2, model(weight, bias), model(reversed(weight), otherBias))
                .segments();
        for (int point = 0; point < Segments.POINTS; point++) {
            double t = point / 8.0;
            double margin = (0.2 - 1 + 2 * t) * reach;
            assertThat(found.losses().get(point).values()[0][1][0])
                    .isCloseTo(Math.log1p(Math.exp(-margin)), within(1e-5));
            assertThat(found.correct().get(point).values()[0][1][0]).isEqualTo(t > 0.4 ? 1 : 0);
            assertThat(found.losses().get(point).values()[1][0][0])
                    .isCloseTo(Math.log1p(Math.exp(-2 * t * reach)), within(1e-5));
            assertThat(found.losses().get(point).values()[0][0][0])
                    .isCloseTo(Math.log1p(Math.exp(0.8 * reach)), within(1e-5));
        }
    }

    /** An attack that hardly moves shows its starts: the same by one seed, others by two, others at two precisions. */
    @Test
    void theDiagonalIsTheStartsShare() {
        Pgd still = new Pgd(THREAT, 1, 1e-6f, 1);
        Comparison same = compare(still, batch, 1, model(weight, 9), model(weight, 9));
        Comparison other = compare(still, batch, 2, model(weight, 9), model(weight, 9));
        for (int n = 0; n < IMAGES; n++) {
            assertThat(same.perturbations().cosine().values()[0][0][n]).isOne();
            assertThat(Math.abs(other.perturbations().cosine().values()[0][0][n]))
                    .isLessThan(0.7);
            assertThat(other.perturbations().cosine().values()[0][1][n])
                    .isEqualTo(same.perturbations().cosine().values()[0][1][n]);
            assertThat(Math.abs(same.perturbations().cosine().values()[0][1][n]))
                    .isLessThan(0.7);
            assertThat(same.segments().losses().get(8).values()[1][1][n])
                    .isEqualTo(same.segments().losses().get(0).values()[1][1][n]);
            assertThat(other.segments().losses().get(8).values()[1][1][n])
                    .isNotEqualTo(other.segments().losses().get(0).values()[1][1][n]);
        }
    }

    /** What some precision has wrong when it is clean is not attacked; its gradients are compared all the same. */
    @Test
    void imagesThatAPrecisionHasWrongAreNotAttacked() {
        int[] labels = new int[IMAGES];
        labels[0] = 1;
        labels[7] = 1;
        Batch mislabelled = LinearModel.batch(pixels, labels, SIDE, SIDE, NORMALISATION);
        Comparison found = compare(toTheCorner(), mislabelled, 2, model(weight, 20), model(otherWeight, 20));
        assertThat(found.images()).isEqualTo(IMAGES);
        assertThat(found.gradients().cosine().images()).isEqualTo(IMAGES);
        assertThat(found.perturbations().cosine().images()).isEqualTo(IMAGES - 2);
        assertThat(found.segments().losses().getFirst().images()).isEqualTo(IMAGES - 2);
        Comparison none = compare(model(weight, 20), model(otherWeight, -20));
        assertThat(none.perturbations().signs().images()).isZero();
        assertThat(Comparison.join(List.of(none, found))
                        .perturbations()
                        .cosine()
                        .values())
                .isDeepEqualTo(found.perturbations().cosine().values());
    }

    /** Whose gradients are strange when it is first asked. */
    private record FirstStrange(LinearModel model, int[] asked) implements DifferentiableModel {
        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public void logits(Tensor x, Tensor logits) {
            model.logits(x, logits);
        }

        @Override
        public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
            model.gradient(x, labels, loss, logits, dx);
            if (asked[0]++ == 0) {
                for (int i = 0; i < VALUES; i++) {
                    dx.set(LaneFormat.index(dx.shape(), 2, i / 3 / SIDE, i / 3 % SIDE, i % 3), 0);
                }
                dx.set(LaneFormat.index(dx.shape(), 17, 1, 1, 1), Float.NaN);
            }
        }
    }

    @Test
    void gradientsWithoutADirectionAreLeftOutAndCounted() {
        Comparison found = compare(model(weight, 9), new FirstStrange(model(weight, 9), new int[1]));
        assertThat(found.vanished()).containsExactly(0, 1);
        assertThat(found.notFinite()).containsExactly(0, 1);
        assertThat(found.gradients().cosine().images()).isEqualTo(IMAGES - 2);
        assertThat(found.gradients().cosine().values()[0][1]).containsOnly(1);
        assertThat(found.perturbations().cosine().images()).isEqualTo(IMAGES);
        Comparison twice = Comparison.join(List.of(found, found));
        assertThat(twice.images()).isEqualTo(2 * IMAGES);
        assertThat(twice.vanished()).containsExactly(0, 2);
        assertThat(twice.notFinite()).containsExactly(0, 2);
    }

    @Test
    void onePrecisionIsComparedWithNothing() {
        assertThatThrownBy(() -> new PrecisionComparison(
                        PrecisionSet.parse("4"), List.of(model(weight, 9)), toTheCorner(), 1, 2, workspace))
                .hasMessage("comparison: 1 models at the precisions 4, expected one each, of at least two");
    }
}
