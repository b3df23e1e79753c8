package doublewin.engine.kernel.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        List<Shape> shapes = new ArrayList<>(Batches.AWKWARD);
        shapes.add(Shape.of(10));
        shapes.add(Shape.of(16, 3, 3, 3));
        shapes.add(Shape.of(65_543));
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : shapes) {
                Tensor a = Batches.random(shape, 1);
                Tensor b = Batches.random(shape, 2);
                Tensor expected = Tensor.zeros(shape);
                Tensor found = Tensor.zeros(shape);
                ReferenceElementwise.add(a, b, expected);
                Elementwise.add(pool, a, b, found);
                Batches.assertSameBits(found, expected);

                ReferenceElementwise.accumulate(a, expected);
                Elementwise.accumulate(pool, a, found);
                Batches.assertSameBits(found, expected);

                Elementwise.copy(pool, b, found);
                Batches.assertSameBits(found, b);
                ReferenceElementwise.copy(b, found);
                Batches.assertSameBits(found, b);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(shapes.size());
    }

    @Test
    void refusesWrongShapes() {
        Tensor a = Tensor.zeros(Shape.of(4));
        Tensor b = Tensor.zeros(Shape.of(2, 2));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> Elementwise.add(pool, a, b, a))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("add: second operand has shape (2, 2), expected (4)");
            assertThatThrownBy(() -> Elementwise.accumulate(pool, b, a))
                    .hasMessage("accumulate: summand has shape (2, 2), expected (4)");
            assertThatThrownBy(() -> Elementwise.copy(pool, a, b))
                    .hasMessage("copy: result has shape (2, 2), expected (4)");
        }
    }
}
