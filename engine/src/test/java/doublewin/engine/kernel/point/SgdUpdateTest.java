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

class SgdUpdateTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : new Shape[] {Shape.of(1), Shape.of(10), Shape.of(16, 3, 3, 3), Shape.of(70_001)}) {
                Tensor parameter = Batches.random(shape, 1);
                Tensor gradient = Batches.random(shape, 2);
                Tensor velocity = Batches.random(shape, 3);
                Tensor expectedParameter = Batches.copy(parameter);
                Tensor expectedVelocity = Batches.copy(velocity);
                ReferenceSgdUpdate.apply(expectedParameter, gradient, expectedVelocity, 0.1f, 0.9f, 5e-4f);
                SgdUpdate.apply(pool, parameter, gradient, velocity, 0.1f, 0.9f, 5e-4f);
                Batches.assertSameBits(parameter, expectedParameter);
                Batches.assertSameBits(velocity, expectedVelocity);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(4);
    }

    @Test
    void followsTheDefinition() {
        Tensor parameter = Tensor.of(Shape.of(1), 2);
        Tensor gradient = Tensor.of(Shape.of(1), 1);
        Tensor velocity = Tensor.zeros(Shape.of(1));
        try (WorkerPool pool = new WorkerPool(1)) {
            SgdUpdate.apply(pool, parameter, gradient, velocity, 0.5f, 0.25f, 0.125f);
            assertThat(velocity.get(0)).isEqualTo(1.25f);
            assertThat(parameter.get(0)).isEqualTo(1.375f);
            SgdUpdate.apply(pool, parameter, gradient, velocity, 0.5f, 0.25f, 0);
            assertThat(velocity.get(0)).isEqualTo(1.3125f);
            assertThat(parameter.get(0)).isEqualTo(0.71875f);
        }
    }

    @Test
    void refusesWrongShapes() {
        Tensor four = Tensor.zeros(Shape.of(4));
        Tensor five = Tensor.zeros(Shape.of(5));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> SgdUpdate.apply(pool, four, five, four, 1, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sgd update: gradient has shape (5), expected (4)");
            assertThatThrownBy(() -> SgdUpdate.apply(pool, four, four, five, 1, 0, 0))
                    .hasMessage("sgd update: velocity has shape (5), expected (4)");
        }
    }
}
