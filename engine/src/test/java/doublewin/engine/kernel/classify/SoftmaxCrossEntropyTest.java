package doublewin.engine.kernel.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.Batches;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxCrossEntropyTest {
    /** The result is rounded to float once, so it is within half a float step of the definition in double. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17})
    void isTheLossOfTheDefinitionAndItsGradient(int images) {
        Shape shape = Shape.lanes(images, 1, 1, 10);
        Tensor logits = Batches.random(shape, images);
        int[] labels = labels(images);
        float[] losses = new float[images];
        SoftmaxCrossEntropy.losses(logits, labels, losses);
        Tensor gradient = Batches.random(shape, 2);
        SoftmaxCrossEntropy.gradient(logits, labels, 0.25f, gradient);
        for (int n = 0; n < images; n++) {
            double sum = 0;
            for (int k = 0; k < 10; k++) {
                sum += Math.exp(at(logits, n, k));
            }
            double loss = Math.log(sum) - at(logits, n, labels[n]);
            assertThat((double) losses[n]).isCloseTo(loss, within(loss * 0x1p-23 + 1e-12));
            for (int k = 0; k < 10; k++) {
                double expected = 0.25 * (Math.exp(at(logits, n, k)) / sum - (k == labels[n] ? 1 : 0));
                assertThat((double) at(gradient, n, k)).isCloseTo(expected, within(0.25 * 0x1p-23));
            }
        }
        for (int n = images; n < shape.blocks() * Shape.LANES; n++) {
            for (int k = 0; k < 10; k++) {
                assertThat(at(gradient, n, k)).isZero();
            }
        }
    }

    @Test
    void staysExactForHugeLogits() {
        Tensor logits = Tensor.zeros(Shape.lanes(2, 1, 1, 3));
        logits.set(0, 1e30f);
        logits.set(LaneFormat.index(logits.shape(), 1, 0, 0, 2), -1e30f);
        float[] losses = new float[2];
        SoftmaxCrossEntropy.losses(logits, new int[] {1, 0}, losses);
        assertThat(losses).containsExactly(1e30f, (float) StrictMath.log(2));
    }

    /**
     * A label sure by a margin m over one class: its probability is 1 / (1 + e^-m), so the loss is log1p(e^-m), and both
     * components of the gradient are e^-m / (1 + e^-m), to a float's last place.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 19, 20, 21, 37, 40, 80, 100})
    void keepsTheLabelsComponentWhereItIsSure(int margin) {
        for (int label = 0; label < 2; label++) {
            Tensor logits = Tensor.zeros(Shape.lanes(1, 1, 1, 2));
            logits.set(LaneFormat.index(logits.shape(), 0, 0, 0, label), margin);
            float[] loss = new float[1];
            SoftmaxCrossEntropy.losses(logits, new int[] {label}, loss);
            double exact = Math.exp(-margin);
            assertThat((double) loss[0]).isCloseTo(Math.log1p(exact), withinFloatSteps(2, Math.log1p(exact)));
            SoftmaxCrossEntropy.gradient(logits, new int[] {label}, 1, logits);
            double expected = exact / (1 + exact);
            assertThat((double) at(logits, 0, label)).isCloseTo(-expected, withinFloatSteps(2, expected));
            assertThat((double) at(logits, 0, 1 - label)).isCloseTo(expected, withinFloatSteps(2, expected));
        }
    }

    private static Offset<Double> withinFloatSteps(int steps, double value) {
        return within((double) steps * Math.ulp((float) value));
    }

    @Test
    void theLowestOfEqualLogitsWins() {
        Tensor logits = Tensor.zeros(Shape.lanes(3, 1, 1, 4));
        logits.set(LaneFormat.index(logits.shape(), 0, 0, 0, 2), 5);
        logits.set(LaneFormat.index(logits.shape(), 0, 0, 0, 3), 5);
        logits.set(LaneFormat.index(logits.shape(), 1, 0, 0, 0), -1);
        logits.set(LaneFormat.index(logits.shape(), 2, 0, 0, 3), 1e-30f);
        int[] classes = new int[3];
        SoftmaxCrossEntropy.argmax(logits, classes);
        assertThat(classes).containsExactly(2, 1, 3);
        assertThat(SoftmaxCrossEntropy.correct(logits, classes)).isEqualTo(3);
        assertThat(SoftmaxCrossEntropy.correct(logits, new int[] {3, 1, 0})).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesTheImageWhoseLogitsAreNotFinite(float value) {
        Tensor logits = Batches.random(Shape.lanes(20, 1, 1, 3), 1);
        logits.set(LaneFormat.index(logits.shape(), 18, 0, 0, 2), value);
        String message = "logits: found " + value + " for image 18, class 2 of a batch of 20; the network has diverged";
        assertThatThrownBy(() -> SoftmaxCrossEntropy.losses(logits, new int[20], new float[20]))
                .isInstanceOf(NonFiniteException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(logits, new int[20], 1, logits))
                .hasMessage(message);
        assertThatThrownBy(() -> SoftmaxCrossEntropy.argmax(logits, new int[20]))
                .hasMessage(message);
    }

    @Test
    void refusesWrongLabelsAndShapes() {
        Tensor logits = Tensor.zeros(Shape.lanes(2, 1, 1, 3));
        float[] losses = new float[2];
        assertThatThrownBy(() -> SoftmaxCrossEntropy.losses(logits, new int[] {0, 3}, losses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cross-entropy: image 1 has label 3, expected 0 to 2");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.gradient(logits, new int[] {-1, 0}, 1, logits))
                .hasMessage("cross-entropy: image 0 has label -1, expected 0 to 2");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.losses(logits, new int[3], losses))
                .hasMessage("cross-entropy: labels has 3 values, expected one for each of 2 images");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.argmax(Tensor.zeros(Shape.lanes(2, 2, 2, 3)), new int[2]))
                .hasMessageStartingWith("classification: expected maps of one pixel");
    }

    private static int[] labels(int images) {
        int[] labels = new int[images];
        for (int n = 0; n < images; n++) {
            labels[n] = n * 7 % 10;
        }
        return labels;
    }

    private static float at(Tensor batch, int image, int k) {
        return batch.get(LaneFormat.index(batch.shape(), image, 0, 0, k));
    }
}
