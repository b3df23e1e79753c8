package doublewin.engine.autograd;

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

class AveragePoolOpTest {
    @ParameterizedTest
    @CsvSource({"1, 8, 8, 3, 8", "17, 6, 9, 10, 3", "17, 3, 5, 3, 1"})
    void gradients(int images, int height, int width, int channels, int window) {
        Shape shape = Shape.lanes(images, height, width, channels);
        GradientCheck.run(
                window * window,
                List.of(Operand.random("x", shape, new SplittableRandom(1))),
                (tape, v) -> AveragePoolOp.apply(tape, v.get(0), window),
                v -> new DoubleMaps(images, channels, height, width, v[0])
                        .averagePool(window)
                        .values());
    }

    @Test
    void rejectsAWindowThatDoesNotFit() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Variable x = tape.input(Tensor.zeros(Shape.lanes(1, 5, 4, 3)));
            assertThatThrownBy(() -> AveragePoolOp.apply(tape, x, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("average pool: a window of 4 does not divide");
        }
    }
}
