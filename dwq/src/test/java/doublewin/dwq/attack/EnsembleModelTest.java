package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnsembleModelTest {
    private static final Normalisation NORMALISATION =
            new Normalisation(new float[] {0.4f, 0.5f}, new float[] {0.2f, 0.3f});
    private static final int IMAGES = 18;
    private static final int CLASSES = 3;
    private static final int SIDE = 2;
    private static final int VALUES = SIDE * SIDE * 2;
    private static final double[] WEIGHTS = {0.5, 0.125, 0.375};

    private final WorkerPool pool = new WorkerPool(1);
    private final Workspace workspace = new Workspace(pool, new Arena());
    private final Random random = new Random(3);
    private final List<DifferentiableModel> members = List.of(member(), member(), member());
    private final EnsembleModel ensemble = new EnsembleModel(new Mixture(members, WEIGHTS), workspace);
    private final Batch batch = batch();

    @AfterEach
    void close() {
        pool.close();
    }

    private LinearModel member() {
        double[][] weight = new double[CLASSES][VALUES];
        double[] bias = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            bias[k] = random.nextGaussian();
            for (int i = 0; i < VALUES; i++) {
                weight[k][i] = 2 * random.nextGaussian();
            }
        }
        return new LinearModel(weight, bias, NORMALISATION);
    }

    private Batch batch() {
        double[][] pixels = new double[IMAGES][VALUES];
        int[] labels = new int[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % CLASSES;
            for (int i = 0; i < VALUES; i++) {
                pixels[n][i] = random.nextDouble();
            }
        }
        return LinearModel.batch(pixels, labels, SIDE, SIDE, NORMALISATION);
    }

    private Tensor logits() {
        return Tensor.zeros(Shape.lanes(IMAGES, 1, 1, CLASSES));
    }

    @Test
    void logitsAreTheLogarithmOfTheMeanProbability() {
        Tensor logits = logits();
        ensemble.logits(batch.x(), logits);
        Tensor[] ofMembers = {logits(), logits(), logits()};
        for (int q = 0; q < ofMembers.length; q++) {
            members.get(q).logits(batch.x(), ofMembers[q]);
        }
        for (int n = 0; n < IMAGES; n++) {
            for (int k = 0; k < CLASSES; k++) {
                double mean = 0;
                for (int q = 0; q < ofMembers.length; q++) {
                    double sum = 0;
                    for (int j = 0; j < CLASSES; j++) {
                        sum += Math.exp(at(ofMembers[q], n, j));
                    }
                    mean += WEIGHTS[q] * Math.exp(at(ofMembers[q], n, k)) / sum;
                }
                assertThat((double) at(logits, n, k)).isCloseTo(Math.log(mean), within(1e-5));
            }
        }
        Tensor combined = logits();
        EnsembleModel.combine(ofMembers, ensemble.mixture().weights(), combined);
        assertThat(combined.toArray()).isEqualTo(logits.toArray());
    }

    private static float at(Tensor logits, int n, int k) {
        return logits.get(LaneFormat.index(logits.shape(), n, 0, 0, k));
    }

    @Test
    void theGradientIsThatOfItsLosses() {
        for (LogitLoss loss : List.of(CrossEntropy.SUM, Margin.UNBOUNDED, DifferenceOfLogitsRatio.DLR)) {
            Tensor dx = Tensor.zeros(batch.x().shape());
            Tensor logits = logits();
            ensemble.gradient(batch.x(), batch.labels(), loss, logits, dx);
            Tensor asked = logits();
            ensemble.logits(batch.x(), asked);
            assertThat(logits.toArray()).isEqualTo(asked.toArray());
            // Central differences of float32 losses: the rounding of the loss, 1e-6, over the step, 2e-2.
            float step = 1e-2f;
            for (int n : new int[] {0, 5, 17}) {
                for (int c = 0; c < 2; c++) {
                    int at = LaneFormat.index(batch.x().shape(), n, 1, 0, c);
                    double difference = (loss(loss, n, at, step) - loss(loss, n, at, -step)) / (2 * step);
                    assertThat((double) dx.get(at)).isCloseTo(difference, within(2e-3));
                }
            }
        }
    }

    private double loss(LogitLoss loss, int n, int at, float step) {
        Tensor moved = Tensor.zeros(batch.x().shape());
        moved.copyFrom(batch.x());
        moved.set(at, moved.get(at) + step);
        Tensor logits = logits();
        ensemble.logits(moved, logits);
        float[] losses = new float[IMAGES];
        loss.losses(logits, batch.labels(), losses);
        return losses[n];
    }

    @Test
    void anImpossibleClassStaysFinite() {
        Tensor certain = logits();
        for (int n = 0; n < IMAGES; n++) {
            certain.set(LaneFormat.index(certain.shape(), n, 0, 0, 1), 2000);
        }
        Tensor combined = logits();
        EnsembleModel.combine(new Tensor[] {certain}, new double[] {1}, combined);
        for (int n = 0; n < IMAGES; n++) {
            assertThat(at(combined, n, 0)).isFinite().isLessThan(-700);
            assertThat(at(combined, n, 1)).isZero();
        }
    }
}
