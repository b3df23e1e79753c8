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

class LinearOpTest {
    @ParameterizedTest
    @CsvSource({"1, 64, 10", "17, 10, 3", "33, 3, 10"})
    void gradients(int images, int inputs, int outputs) {
        SplittableRandom random = new SplittableRandom(1);
        GradientCheck.run(
                Math.max(images, Math.max(inputs, outputs)),
                List.of(
                        Operand.random("x", Shape.lanes(images, 1, 1, inputs), random),
                        Operand.random("weight", Shape.of(outputs, inputs), random),
                        Operand.random("bias", Shape.of(outputs), random)),
                (tape, v) -> LinearOp.apply(tape, v.get(0), v.get(1), v.get(2)),
                v -> new DoubleMaps(images, inputs, 1, 1, v[0])
                        .linear(v[1], v[2])
                        .values());
    }

    @Test
    void saysWhatDoesNotFit() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Variable x = tape.input(Tensor.zeros(Shape.lanes(2, 1, 1, 64)));
            Variable map = tape.input(Tensor.zeros(Shape.lanes(2, 2, 1, 64)));
            Variable weight = tape.parameter(Tensor.zeros(Shape.of(10, 64)));
            Variable narrow = tape.parameter(Tensor.zeros(Shape.of(10, 32)));
            Variable bias = tape.parameter(Tensor.zeros(Shape.of(10)));
            assertThatThrownBy(() -> LinearOp.apply(tape, map, weight, bias))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected maps of one pixel");
            assertThatThrownBy(() -> LinearOp.apply(tape, x, narrow, bias))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix product: weight has shape (10, 32), expected (10, 64)");
            assertThatThrownBy(() -> LinearOp.apply(tape, x, weight, narrow))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix product: bias has shape (10, 32), expected (10)");
        }
    }
}
