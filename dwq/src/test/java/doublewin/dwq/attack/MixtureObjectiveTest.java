package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MixtureObjectiveTest {
    private static final int IMAGES = 18;
    private static final int CLASSES = 4;
    private static final double[] WEIGHTS = {0.5, 0, 0.125, 0.375};

    private final AttackBench bench = new AttackBench(2);
    private final LinearCases linear = LinearCases.random(CLASSES, IMAGES, 1);
    private final List<DifferentiableModel> members = List.of(
            linear.model(),
            other(2),
            other(3),
            LinearCases.random(CLASSES, 1, 4).model());
    private final Mixture mixture = new Mixture(members, WEIGHTS);

    private static LinearModel other(long seed) {
        return LinearCases.random(CLASSES, 1, seed).model();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Scores scores(ExpectedLoss loss, Tensor x) {
        Scores scores = Scores.of(IMAGES);
        new MixtureObjective(mixture, loss, linear.batch(), bench.workspace()).evaluate(x, scores);
        return scores;
    }

    private double[] logits(int member, int image) {
        return ((LinearModel) members.get(member)).logits(linear.pixels()[image]);
    }

    @Test
    void valuesAreThoseOfTheirFormulas() {
        for (int n = 0; n < IMAGES; n++) {
            double accuracy = 0;
            double margin = 0;
            double meanCe = 0;
            double probability = 0;
            double ratio = 0;
            int y = linear.batch().labels()[n];
            for (int q = 0; q < WEIGHTS.length; q++) {
                double[] z = logits(q, n);
                double sum = Arrays.stream(z).map(Math::exp).sum();
                double[] sorted = Arrays.stream(z).sorted().toArray();
                accuracy += Margin.of(z, y) > 0 ? WEIGHTS[q] : 0;
                margin += WEIGHTS[q] * Margin.of(z, y);
                meanCe -= WEIGHTS[q] * Math.log(Math.exp(z[y]) / sum);
                probability += WEIGHTS[q] * Math.exp(z[y]) / sum;
                ratio -= WEIGHTS[q] * Margin.of(z, y) / (sorted[3] - sorted[1]);
            }
            assertThat(scores(ExpectedLoss.MEAN_MARGIN, linear.batch().x()).accuracy()[n])
                    .isEqualTo(accuracy);
            assertThat(scores(ExpectedLoss.MEAN_RATIO, linear.batch().x()).margin()[n])
                    .isCloseTo(margin, within(1e-4));
            // Logits of some ten units in float32.
            assertLoss(ExpectedLoss.MEAN_MARGIN, n, -margin);
            assertLoss(ExpectedLoss.MEAN_CROSS_ENTROPY, n, meanCe);
            assertLoss(ExpectedLoss.CROSS_ENTROPY_OF_MEAN, n, -Math.log(probability));
            assertLoss(ExpectedLoss.MEAN_RATIO, n, ratio);
        }
    }

    private void assertLoss(ExpectedLoss loss, int n, double expected) {
        assertThat((double) scores(loss, linear.batch().x()).loss()[n])
                .as(loss.title())
                .isCloseTo(expected, within(1e-4));
    }

    /** A member that is fooled pulls no more; the others pull by how near they are, in pixels. */
    @Test
    void remainingDistanceIsThatOfMembersStillCorrect() {
        Scores scores = scores(ExpectedLoss.REMAINING_DISTANCE, linear.batch().x());
        int fooled = 0;
        for (int n = 0; n < IMAGES; n++) {
            double expected = 0;
            int y = linear.batch().labels()[n];
            for (int q = 0; q < WEIGHTS.length; q++) {
                double[] z = logits(q, n);
                double margin = Margin.of(z, y);
                if (margin > 0) {
                    int best = PerImageLoss.largestBut(z, y);
                    double[][] w = ((LinearModel) members.get(q)).weight();
                    double norm = 0;
                    for (int i = 0; i < w[0].length; i++) {
                        norm += Math.abs(w[y][i] - w[best][i]);
                    }
                    expected -= WEIGHTS[q] * margin / norm;
                } else {
                    fooled++;
                }
            }
            assertThat((double) scores.loss()[n]).isCloseTo(expected, within(1e-5));
        }
        assertThat(fooled).isPositive();
    }

    @Test
    void gradientsAreThoseOfTheLosses() {
        Tensor x = linear.batch().x();
        for (ExpectedLoss loss : ExpectedLoss.values()) {
            Tensor dx = Tensor.zeros(x.shape());
            dx.fill(Float.NaN);
            Scores told = Scores.of(IMAGES);
            new MixtureObjective(mixture, loss, linear.batch(), bench.workspace()).gradient(x, told, dx);
            Scores asked = scores(loss, x);
            assertThat(told.loss()).isEqualTo(asked.loss());
            assertThat(told.accuracy()).isEqualTo(asked.accuracy());
            assertThat(told.margin()).isEqualTo(asked.margin());
            float step = 2e-3f;
            for (int n : new int[] {0, 9, 17}) {
                for (int c = 0; c < 3; c++) {
                    int at = LaneFormat.index(x.shape(), n, 2, 1, c);
                    double difference = (moved(loss, n, at, step) - moved(loss, n, at, -step)) / (2.0 * step);
                    // Rounding of losses of some units in float32, over the step.
                    assertThat((double) dx.get(at)).as(loss.title()).isCloseTo(difference, within(1e-3));
                }
            }
        }
    }

    private double moved(ExpectedLoss loss, int n, int at, float step) {
        Tensor moved = Tensor.of(linear.batch().x().shape(), linear.batch().x().toArray());
        moved.set(at, moved.get(at) + step);
        return scores(loss, moved).loss()[n];
    }

    @Test
    void hugeLogitsStayFinite() {
        LinearModel sure = Traps.member(2000, 1);
        LinearModel wrong = Traps.member(-2000, 3);
        Batch batch = Traps.batch(2);
        Tensor dx = Tensor.zeros(batch.x().shape());
        Scores scores = Scores.of(2);
        for (List<DifferentiableModel> both :
                List.<List<DifferentiableModel>>of(List.of(wrong, wrong), List.of(sure, wrong), List.of(wrong, sure))) {
            new MixtureObjective(Mixture.uniform(both), ExpectedLoss.CROSS_ENTROPY_OF_MEAN, batch, bench.workspace())
                    .gradient(batch.x(), scores, dx);
            double expected = both.contains(sure) ? Math.log(2) : 2000;
            assertThat((double) scores.loss()[1]).isCloseTo(expected, within(1e-3));
            for (float value : dx.toArray()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void someOfTheImagesAreScoredAsAmongAll() {
        int[] chosen = {17, 2};
        Tensor dx = Tensor.zeros(linear.batch().x().shape());
        for (ExpectedLoss loss : ExpectedLoss.values()) {
            MixtureObjective all = new MixtureObjective(mixture, loss, linear.batch(), bench.workspace());
            Scores scores = Scores.of(IMAGES);
            all.gradient(linear.batch().x(), scores, dx);
            Batch few = linear.batch().at(chosen, bench.workspace());
            Scores fewScores = Scores.of(2);
            all.at(chosen).evaluate(few.x(), fewScores);
            assertThat(fewScores.loss()).containsExactly(scores.loss()[17], scores.loss()[2]);
        }
    }

    @Test
    void weightsAddUpInAnyOrder() {
        double[] weights = new double[13];
        Arrays.fill(weights, 1.0 / 13);
        Mixture thirteen = new Mixture(Collections.nCopies(13, linear.model()), weights);
        double forward = 0;
        double backward = 0;
        for (int q = 0; q < 13; q++) {
            forward += thirteen.weights()[q] * (q % 3);
            backward += thirteen.weights()[12 - q] * ((12 - q) % 3);
        }
        assertThat(forward).isEqualTo(backward);
        assertThatThrownBy(() -> new Mixture(members, new double[] {1, 0, 0, 0.5}))
                .hasMessageContaining("sum to 1.5");
        assertThatThrownBy(() -> new Mixture(members, new double[] {1}))
                .hasMessageContaining("4 members and 1 weights");
        assertThatThrownBy(() -> new Mixture(members, new double[] {2, -1, 0, 0}))
                .hasMessageContaining("weight 0 is 2.0");
    }
}
