package doublewin.engine.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerturbationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : Batches.AWKWARD) {
                int channels = shape.channels();
                PerturbationBounds bounds = new PerturbationBounds(
                        Batches.vector(channels, 0.1, 2, 1),
                        Batches.vector(channels, 0.01, 1, 2),
                        Batches.vector(channels, -2, -1, 3),
                        Batches.vector(channels, 1, 3, 4));
                Tensor x = Batches.random(shape, 5);
                Tensor gradient = Batches.random(shape, 6);
                Tensor delta = Batches.random(shape, 7);
                Tensor expected = Batches.copy(delta);

                ReferencePerturbation.clampToBox(x, bounds, expected);
                Perturbation.clampToBox(pool, x, bounds, delta);
                Batches.assertSameBits(delta, expected);

                ReferencePerturbation.step(x, gradient, bounds, expected);
                Perturbation.step(pool, x, gradient, bounds, delta);
                Batches.assertSameBits(delta, expected);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(Batches.AWKWARD.size());
    }

    @Test
    void stepsAlongTheSignAndStaysInBounds() {
        float[] gradients = {1e-30f, -7, 0, -0f, Float.NaN, 3, -3, 2};
        float[] images = {0, 0, 0, 0, 0, 0, 0, 0.75f};
        float[] deltas = {0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.5f, -0.5f, 0.125f};
        float[] expected = {0.375f, -0.125f, 0.125f, 0.125f, 0.125f, 0.5f, -0.5f, 0.25f};
        Shape shape = Shape.lanes(8, 1, 1, 1);
        Tensor delta = Tensor.zeros(shape);
        delta.copyFrom(Arrays.copyOf(deltas, 16));
        PerturbationBounds bounds = bounds(0.5f, 0.25f, -1, 1);
        try (WorkerPool pool = new WorkerPool(1)) {
            Perturbation.step(
                    pool,
                    Tensor.of(shape, Arrays.copyOf(images, 16)),
                    Tensor.of(shape, Arrays.copyOf(gradients, 16)),
                    bounds,
                    delta);
        }
        assertThat(Arrays.copyOf(delta.toArray(), 8)).containsExactly(expected);
    }

    /** An image outside the box is pulled in even beyond epsilon: the box is clamped last. */
    @Test
    void theBoxHasTheLastWord() {
        Shape shape = Shape.lanes(2, 1, 1, 1);
        Tensor x = Tensor.zeros(shape);
        x.set(0, 3);
        x.set(1, -3);
        Tensor delta = Tensor.zeros(shape);
        try (WorkerPool pool = new WorkerPool(1)) {
            Perturbation.clampToBox(pool, x, bounds(0.5f, 0.25f, -1, 1), delta);
        }
        assertThat(delta.get(0)).isEqualTo(-2);
        assertThat(delta.get(1)).isEqualTo(2);
    }

    @Test
    void refusesWrongShapesAndBounds() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 3, 3, 3));
        Tensor other = Tensor.zeros(Shape.lanes(2, 3, 4, 1));
        Tensor one = Tensor.zeros(Shape.lanes(2, 3, 3, 1));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> Perturbation.step(pool, x, x, bounds(1, 1, 0, 1), x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("perturbation: bounds of 1 channels do not fit a batch of shape "
                            + "(1, 3, 3, 3, 16) of 2 images");
            assertThatThrownBy(() -> Perturbation.step(pool, one, other, bounds(1, 1, 0, 1), one))
                    .hasMessageStartingWith("perturbation: gradient has shape (1, 3, 4, 1, 16)");
            assertThatThrownBy(() -> Perturbation.clampToBox(pool, one, bounds(1, 1, 0, 1), other))
                    .hasMessageStartingWith("perturbation: delta has shape (1, 3, 4, 1, 16)");
        }
        assertThatThrownBy(() -> bounds(-1, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bounds(1, Float.NaN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bounds(1, 1, 1, 1)).hasMessageContaining("lower below upper");
        assertThatThrownBy(() -> new PerturbationBounds(new float[3], new float[3], new float[2], new float[3]))
                .hasMessageContaining("one value a channel");
    }

    private static PerturbationBounds bounds(float epsilon, float alpha, float lower, float upper) {
        return new PerturbationBounds(
                new float[] {epsilon}, new float[] {alpha}, new float[] {lower}, new float[] {upper});
    }
}
