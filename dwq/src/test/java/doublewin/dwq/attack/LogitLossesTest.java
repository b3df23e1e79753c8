package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The losses that stronger attacks climb. */
class LogitLossesTest {
    private static final int IMAGES = 21;
    private static final int CLASSES = 6;

    private final int[] labels = new int[IMAGES];
    private final int[] targets = new int[IMAGES];
    private final Tensor logits = random();

    private Tensor random() {
        Random random = new Random(4);
        Tensor made = Tensor.zeros(Shape.lanes(IMAGES, 1, 1, CLASSES));
        for (int n = 0; n < IMAGES; n++) {
            labels[n] = random.nextInt(CLASSES);
            targets[n] = (labels[n] + 1 + random.nextInt(CLASSES - 1)) % CLASSES;
            for (int k = 0; k < CLASSES; k++) {
                made.set(LaneFormat.index(made.shape(), n, 0, 0, k), (float) random.nextGaussian());
            }
        }
        return made;
    }

    private static Tensor logits(float... values) {
        Tensor one = Tensor.zeros(Shape.lanes(1, 1, 1, values.length));
        for (int k = 0; k < values.length; k++) {
            one.set(LaneFormat.index(one.shape(), 0, 0, 0, k), values[k]);
        }
        return one;
    }

    private static float loss(LogitLoss loss, int label, float... values) {
        float[] losses = new float[1];
        loss.losses(logits(values), new int[] {label}, losses);
        return losses[0];
    }

    @Test
    void valuesAreThoseOfTheirFormulas() {
        assertThat(loss(Margin.UNBOUNDED, 0, 3, 1, 2)).isEqualTo(-1);
        assertThat(loss(Margin.UNBOUNDED, 2, 3, 1, 2)).isEqualTo(1);
        assertThat(loss(new Margin(0.5f), 2, 3, 1, 2)).isEqualTo(0.5f);
        assertThat(loss(DifferenceOfLogitsRatio.DLR, 0, 3, 1, 2)).isEqualTo(-0.5f);
        assertThat(loss(DifferenceOfLogitsRatio.DLR, 1, 3, 1, 2)).isEqualTo(1);
        assertThat(loss(new TargetedRatio(new int[] {3}), 0, 8, 6, 4, 2)).isCloseTo(-6f / 5, within(1e-6f));
        // The true class is left out, not multiplied away: others may all be negative, and far so.
        assertThat(loss(Margin.UNBOUNDED, 0, -1000, -3000, -2000)).isEqualTo(-1000);
        assertThat(loss(Margin.UNBOUNDED, 1, 5, 5)).isZero();
    }

    @Test
    void gradientsAreThoseOfTheLosses() {
        for (LogitLoss loss :
                List.of(Margin.UNBOUNDED, new Margin(0.4f), DifferenceOfLogitsRatio.DLR, new TargetedRatio(targets))) {
            Tensor gradient = Tensor.zeros(logits.shape());
            gradient.fill(Float.NaN);
            assertThat(loss.gradient(logits, labels, gradient)).isEqualTo(IMAGES);
            float step = 1e-3f;
            for (int n = 0; n < IMAGES; n++) {
                for (int k = 0; k < CLASSES; k++) {
                    int at = LaneFormat.index(logits.shape(), n, 0, 0, k);
                    double difference = (moved(loss, n, at, step) - moved(loss, n, at, -step)) / (2.0 * step);
                    // Losses of some units, in float32, over the step.
                    assertThat((double) gradient.get(at)).isCloseTo(difference, within(2e-2));
                }
            }
            for (int lane = IMAGES; lane < 32; lane++) {
                assertThat(gradient.get(LaneFormat.index(logits.shape(), 16, 0, 0, 0) + lane - 16))
                        .isZero();
            }
        }
    }

    private float moved(LogitLoss loss, int n, int at, float step) {
        float before = logits.get(at);
        logits.set(at, before + step);
        float[] losses = new float[IMAGES];
        loss.losses(logits, labels, losses);
        logits.set(at, before);
        return losses[n];
    }

    @Test
    void ofSomeImagesALossIsWhatItIsOfAll() {
        float[] all = new float[IMAGES];
        LogitLoss loss = new TargetedRatio(targets);
        loss.losses(logits, labels, all);
        int[] chosen = {20, 3, 7};
        Tensor some = Tensor.zeros(Shape.lanes(3, 1, 1, CLASSES));
        int[] theirs = new int[3];
        for (int i = 0; i < 3; i++) {
            ImageLanes.copy(logits, chosen[i], some, i);
            theirs[i] = labels[chosen[i]];
        }
        float[] few = new float[3];
        new WhileCorrect(loss).at(chosen).losses(some, theirs, few);
        boolean[] correct = Classification.correct(some, theirs);
        for (int i = 0; i < 3; i++) {
            assertThat(few[i]).isEqualTo(correct[i] ? all[chosen[i]] : 0);
        }
        loss.at(chosen).losses(some, theirs, few);
        assertThat(few).containsExactly(all[20], all[3], all[7]);
    }

    @Test
    void marginsAreNegativeWhereAnotherClassIsAhead() {
        double[] margins = new double[IMAGES];
        Classification.margins(logits, labels, margins);
        boolean[] correct = Classification.correct(logits, labels);
        float[] losses = new float[IMAGES];
        Margin.UNBOUNDED.losses(logits, labels, losses);
        for (int n = 0; n < IMAGES; n++) {
            assertThat(margins[n] > 0).isEqualTo(correct[n]);
            assertThat((float) -margins[n]).isEqualTo(losses[n]);
        }
        assertThat(correct).contains(true, false);
    }

    @Test
    void classesAreSortedTheLowestOfEqualsFirst() {
        assertThat(SortedLogits.descending(logits(1, 4, 4, -2, 7), 0)).containsExactly(4, 1, 2, 0, 3);
    }

    @Test
    void whatHasNoSuchLossIsRefused() {
        assertThatThrownBy(() -> loss(DifferenceOfLogitsRatio.DLR, 0, 1, 2))
                .hasMessageContaining("at least 3 classes, found 2");
        assertThatThrownBy(() -> loss(new TargetedRatio(new int[] {1}), 0, 1, 2, 3))
                .hasMessageContaining("at least 4 classes, found 3");
        assertThatThrownBy(() -> new Margin(-1)).hasMessageContaining("kappa is -1.0");
        assertThatThrownBy(() -> loss(Margin.UNBOUNDED, 0, 1, Float.NaN))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageContaining("image 0, class 1");
    }
}
