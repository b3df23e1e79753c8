package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionOpTest {
    @ParameterizedTest
    @CsvSource({
        "1, 5, 7, 3, 10, 3, 1",
        "17, 5, 4, 10, 3, 3, 1",
        "1, 7, 5, 3, 10, 3, 2",
        "17, 5, 6, 10, 3, 3, 2",
        "1, 5, 3, 10, 3, 1, 1",
        "17, 3, 5, 3, 10, 1, 2",
    })
    void gradients(int images, int height, int width, int inChannels, int outChannels, int kernel, int stride) {
        SplittableRandom random = new SplittableRandom(1);
        List<Operand> operands = List.of(
                Operand.random("x", Shape.lanes(images, height, width, inChannels), random),
                Operand.random("weight", Shape.of(outChannels, inChannels, kernel, kernel), random));
        int terms = Math.max(Math.max(inChannels, outChannels) * kernel * kernel, images * height * width);
        GradientCheck.run(
                terms,
                operands,
                (tape, v) -> ConvolutionOp.apply(tape, v.get(0), v.get(1), stride, Numerics.DIRECT),
                v -> new DoubleMaps(images, inChannels, height, width, v[0])
                        .convolve(v[1], outChannels, kernel, stride)
                        .values());
    }

    @Test
    void saysWhichWeightItExpects() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Variable x = tape.input(Tensor.zeros(Shape.lanes(1, 4, 4, 8)));
            Variable weight = tape.parameter(Tensor.zeros(Shape.of(32, 16, 3, 3)));
            assertThatThrownBy(() -> ConvolutionOp.apply(tape, x, weight, 1, Numerics.DIRECT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("convolution: weight has shape (32, 16, 3, 3)")
                    .hasMessageContaining("input of 8 channels");
            assertThatThrownBy(() -> ConvolutionOp.apply(tape, weight, weight, 1, Numerics.DIRECT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lane format");
        }
    }
}
