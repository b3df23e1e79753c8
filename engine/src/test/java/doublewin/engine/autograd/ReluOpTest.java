package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReluOpTest {
    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3", "17, 3, 4, 10"})
    void gradients(int images, int height, int width, int channels) {
        Shape shape = Shape.lanes(images, height, width, channels);
        GradientCheck.run(
                1,
                List.of(Operand.random("x", shape, new SplittableRandom(1))),
                (tape, v) -> ReluOp.apply(tape, v.get(0)),
                v -> new DoubleMaps(images, channels, height, width, v[0])
                        .rectify()
                        .values());
    }

    @Test
    void hasNoSlopeAtZero() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.INPUT);
            Variable x = tape.input(Tensor.of(Shape.of(4), 0f, -0f, Float.MIN_VALUE, -1f));
            Gradients gradients = tape.backward(ReluOp.apply(tape, x), Tensor.of(Shape.of(4), 1, 1, 1, 1));
            assertThat(gradients.of(x).orElseThrow().toArray()).containsExactly(0, 0, 1, 0);
        }
    }
}
