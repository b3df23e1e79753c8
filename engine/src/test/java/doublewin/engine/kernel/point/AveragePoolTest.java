package doublewin.engine.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragePoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int images : new int[] {1, 17, 32}) {
                for (int window : new int[] {1, 2, 3, 8}) {
                    for (int channels : new int[] {1, 3, 10}) {
                        Shape out = Shape.lanes(images, 3, 2, channels);
                        Shape in = Shape.lanes(images, 3 * window, 2 * window, channels);
                        Tensor x = Batches.random(in, window);
                        Tensor y = Tensor.zeros(out);
                        Tensor expected = Tensor.zeros(out);
                        ReferenceAveragePool.forward(x, window, expected);
                        AveragePool.forward(pool, x, window, y);
                        Batches.assertSameBits(y, expected);

                        Tensor dy = Batches.random(out, channels);
                        Tensor dx = Tensor.zeros(in);
                        Tensor expectedGradient = Tensor.zeros(in);
                        ReferenceAveragePool.backward(dy, window, expectedGradient);
                        AveragePool.backward(pool, dy, window, dx);
                        Batches.assertSameBits(dx, expectedGradient);
                        cases++;
                    }
                }
            }
        }
        assertThat(cases).isEqualTo(36);
    }

    @Test
    void averages() {
        Tensor x = Tensor.zeros(Shape.lanes(1, 2, 4, 1));
        for (int pixel = 0; pixel < 8; pixel++) {
            x.set(pixel * Shape.LANES, pixel);
        }
        Tensor y = Tensor.zeros(Shape.lanes(1, 1, 2, 1));
        try (WorkerPool pool = new WorkerPool(1)) {
            AveragePool.forward(pool, x, 2, y);
        }
        assertThat(y.get(0)).isEqualTo((0 + 1 + 4 + 5) / 4f);
        assertThat(y.get(Shape.LANES)).isEqualTo((2 + 3 + 6 + 7) / 4f);
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 8, 6, 4));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> AveragePool.forward(pool, x, 4, x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("average pool: a window of 4 does not divide the maps of a batch of shape "
                            + "(1, 8, 6, 4, 16) of 2 images; choose one that does");
            assertThatThrownBy(() -> AveragePool.forward(pool, x, 0, x)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> AveragePool.forward(pool, x, 2, x))
                    .hasMessageStartingWith("average pool: result has shape (1, 8, 6, 4, 16) of 2 images, expected "
                            + "(1, 4, 3, 4, 16)");
        }
    }
}
