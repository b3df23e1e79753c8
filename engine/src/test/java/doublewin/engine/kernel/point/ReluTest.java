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

class ReluTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : Batches.AWKWARD) {
                Tensor x = Batches.random(shape, 1);
                Tensor expected = Tensor.zeros(shape);
                ReferenceRelu.forward(x, expected);
                Tensor y = Tensor.zeros(shape);
                Relu.forward(pool, x, y);
                Batches.assertSameBits(y, expected);

                Tensor dy = Batches.random(shape, 2);
                ReferenceRelu.backward(y, dy, expected);
                Relu.backward(pool, y, dy, dy);
                Batches.assertSameBits(dy, expected);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(Batches.AWKWARD.size());
    }

    @Test
    void letsNanPassForwardAndStopsItsGradient() {
        Tensor x = Tensor.zeros(Shape.of(33));
        x.fill(Float.NaN);
        Tensor y = Tensor.zeros(x.shape());
        Tensor gradient = Tensor.zeros(x.shape());
        gradient.fill(1);
        try (WorkerPool pool = new WorkerPool(1)) {
            Relu.forward(pool, x, y);
            Relu.backward(pool, y, gradient, gradient);
        }
        for (int i = 0; i < 33; i++) {
            assertThat(y.get(i)).isNaN();
            assertThat(gradient.get(i)).isZero();
        }
    }

    @Test
    void makesEveryZeroPositive() {
        Tensor x = Tensor.zeros(Shape.of(19));
        x.fill(-0f);
        try (WorkerPool pool = new WorkerPool(1)) {
            Relu.forward(pool, x, x);
        }
        Batches.assertSameBits(x, Tensor.zeros(x.shape()));
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 3, 3, 4));
        Tensor other = Tensor.zeros(Shape.lanes(2, 3, 3, 5));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> Relu.forward(pool, x, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("relu: result has shape (1, 3, 3, 5, 16) of 2 images, "
                            + "expected (1, 3, 3, 4, 16) of 2 images");
            assertThatThrownBy(() -> Relu.backward(pool, x, other, x))
                    .hasMessageStartingWith("relu gradient: gradient of the result has shape (1, 3, 3, 5, 16)");
        }
    }
}
