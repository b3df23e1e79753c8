package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddOpTest {
    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3", "17, 3, 4, 10"})
    void gradients(int images, int height, int width, int channels) {
        SplittableRandom random = new SplittableRandom(1);
        Shape shape = Shape.lanes(images, height, width, channels);
        GradientCheck.run(
                1,
                List.of(Operand.random("a", shape, random), Operand.random("b", shape, random)),
                (tape, v) -> AddOp.apply(tape, v.get(0), v.get(1)),
                v -> {
                    double[] sum = new double[v[0].length];
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] = v[0][i] + v[1][i];
                    }
                    return sum;
                });
    }

    @Test
    void addsBothGradientsOfATensorAddedToItself() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.INPUT);
            Variable x = tape.input(Tensor.of(Shape.of(3), 1, 2, 3));
            Variable twice = AddOp.apply(tape, x, x);
            Gradients gradients = tape.backward(twice, Tensor.of(Shape.of(3), 1, 10, 100));
            assertThat(twice.value().toArray()).containsExactly(2, 4, 6);
            assertThat(gradients.of(x).orElseThrow().toArray()).containsExactly(2, 20, 200);
        }
    }

    @Test
    void rejectsUnequalShapes() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Variable a = tape.input(Tensor.zeros(Shape.of(3)));
            Variable b = tape.input(Tensor.zeros(Shape.of(4)));
            assertThatThrownBy(() -> AddOp.apply(tape, a, b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("add: second operand has shape (4), expected (3)");
        }
    }
}
