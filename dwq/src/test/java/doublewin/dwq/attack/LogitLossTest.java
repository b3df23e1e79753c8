package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LogitLossTest {
    private static final int IMAGES = 18;
    private static final int CLASSES = 3;
    private static final Shape SHAPE = Shape.lanes(IMAGES, 1, 1, CLASSES);

    /** Image n's largest logit is that of class n % 3, which is its label where n is even. */
    private final Tensor logits = Tensor.zeros(SHAPE);

    private final int[] labels = new int[IMAGES];

    LogitLossTest() {
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = n % 2 == 0 ? n % CLASSES : (n + 1) % CLASSES;
            for (int k = 0; k < CLASSES; k++) {
                logits.set(LaneFormat.index(SHAPE, n, 0, 0, k), k == n % CLASSES ? 2 : 0.1f * k);
            }
        }
    }

    @Test
    void crossEntropysGradientIsThatOfItsLosses() {
        Tensor gradient = Tensor.zeros(SHAPE);
        assertThat(CrossEntropy.SUM.gradient(logits, labels, gradient)).isEqualTo(IMAGES);
        Tensor mean = Tensor.zeros(SHAPE);
        assertThat(new MeanCrossEntropy().gradient(logits, labels, mean)).isEqualTo(IMAGES);
        float step = 1e-2f;
        for (int n = 0; n < IMAGES; n++) {
            for (int k = 0; k < CLASSES; k++) {
                int at = LaneFormat.index(SHAPE, n, 0, 0, k);
                double difference = (sum(at, step) - sum(at, -step)) / (2 * step);
                assertThat((double) gradient.get(at)).isCloseTo(difference, within(1e-3));
                assertThat(mean.get(at)).isCloseTo(gradient.get(at) / IMAGES, within(1e-8f));
            }
        }
    }

    private double sum(int at, float step) {
        float before = logits.get(at);
        logits.set(at, before + step);
        float[] losses = new float[IMAGES];
        CrossEntropy.SUM.losses(logits, labels, losses);
        logits.set(at, before);
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }

    @Test
    void onlyCorrectImagesHaveALossWhileTheyAre() {
        LogitLoss loss = new WhileCorrect(CrossEntropy.SUM);
        Tensor all = Tensor.zeros(SHAPE);
        CrossEntropy.SUM.gradient(logits, labels, all);
        Tensor some = Tensor.zeros(SHAPE);
        assertThat(loss.gradient(logits, labels, some)).isEqualTo(IMAGES / 2);
        float[] losses = new float[IMAGES];
        float[] ofAll = new float[IMAGES];
        loss.losses(logits, labels, losses);
        CrossEntropy.SUM.losses(logits, labels, ofAll);
        for (int n = 0; n < IMAGES; n++) {
            boolean correct = n % 2 == 0;
            assertThat(losses[n]).isEqualTo(correct ? ofAll[n] : 0);
            for (int k = 0; k < CLASSES; k++) {
                int at = LaneFormat.index(SHAPE, n, 0, 0, k);
                assertThat(some.get(at)).isEqualTo(correct ? all.get(at) : 0);
            }
        }
    }

    @Test
    void theLowestClassWinsATie() {
        Tensor tied = Tensor.zeros(Shape.lanes(2, 1, 1, CLASSES));
        assertThat(Classification.correct(tied, new int[] {0, 1})).containsExactly(true, false);
    }
}
