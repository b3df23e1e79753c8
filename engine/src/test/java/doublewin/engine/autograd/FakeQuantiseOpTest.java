package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.ReferenceConvolution;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.ReferenceFakeQuantise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the rule that defines the gradient: it passes unchanged, whatever the forward computation did. */
class FakeQuantiseOpTest {
    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3, 2", "17, 3, 4, 10, 4", "17, 3, 5, 3, 16"})
    void gradientPassesUnchanged(int images, int height, int width, int channels, int bits) {
        SplittableRandom random = new SplittableRandom(1);
        Operand x = Operand.random("x", Shape.lanes(images, height, width, channels), random);
        Operand weight = Operand.random("weight", Shape.of(10, channels, 3, 3), random);
        // narrower than the values, so that many are clamped
        QuantisationGrid grid = QuantisationGrid.of(-0.5f, 0.8f, bits);
        try (WorkerPool pool = new WorkerPool(2)) {
            Arena arena = new Arena(1 << 16);
            Tape tape = new Tape(arena, pool, GradientTarget.INPUT);
            Tape weightTape = new Tape(arena, pool, GradientTarget.PARAMETERS);
            Variable input = tape.input(x.tensor());
            Variable parameter = weightTape.parameter(weight.tensor());
            Variable quantisedInput = FakeQuantiseOp.perTensor(tape, input, grid);
            Variable quantisedWeight = FakeQuantiseOp.perChannel(weightTape, parameter, bits);

            Tensor expectedInput = Tensor.zeros(x.shape());
            ReferenceFakeQuantise.perTensor(x.tensor(), grid, expectedInput);
            Tensor expectedWeight = Tensor.zeros(weight.shape());
            ReferenceFakeQuantise.perChannel(weight.tensor(), bits, expectedWeight);
            assertThat(Operand.valuesOf(quantisedInput.value())).isEqualTo(Operand.valuesOf(expectedInput));
            assertThat(quantisedWeight.value().toArray()).isEqualTo(expectedWeight.toArray());

            Operand seed = Operand.random("seed", x.shape(), random);
            Operand weightSeed = Operand.random("seed", weight.shape(), random);
            assertThat(Operand.valuesOf(tape.backward(quantisedInput, seed.tensor())
                            .of(input)
                            .orElseThrow()))
                    .isEqualTo(seed.values());
            assertThat(weightTape
                            .backward(quantisedWeight, weightSeed.tensor())
                            .of(parameter)
                            .orElseThrow()
                            .toArray())
                    .isEqualTo(weightSeed.values());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3, 2", "17, 3, 4, 10, 4", "17, 3, 5, 3, 16"})
    void clippedGradientPassesWithinTheGridAlone(int images, int height, int width, int channels, int bits) {
        SplittableRandom random = new SplittableRandom(1);
        Operand x = Operand.random("x", Shape.lanes(images, height, width, channels), random);
        Operand weight = Operand.random("weight", Shape.of(10, channels, 3, 3), random);
        QuantisationGrid grid = QuantisationGrid.of(-0.5f, 0.8f, bits);
        try (WorkerPool pool = new WorkerPool(2)) {
            Arena arena = new Arena(1 << 16);
            PreparedWeights weights = new PreparedWeights();
            Tape tape = new Tape(arena, pool, GradientTarget.INPUT, weights, StraightThrough.CLIPPED);
            Tape weightTape = new Tape(arena, pool, GradientTarget.PARAMETERS, weights, StraightThrough.CLIPPED);
            Variable input = tape.input(x.tensor());
            Variable parameter = weightTape.parameter(weight.tensor());
            Variable quantisedInput = FakeQuantiseOp.perTensor(tape, input, grid);
            Variable quantisedWeight = FakeQuantiseOp.perChannel(weightTape, parameter, bits);
            tape.release(input);

            Operand seed = Operand.random("seed", x.shape(), random);
            float[] expected = seed.values().clone();
            int stopped = 0;
            for (int i = 0; i < expected.length; i++) {
                boolean clamped = x.values()[i] < -0.5 || x.values()[i] > 0.3;
                expected[i] = clamped ? 0 : expected[i];
                stopped += clamped ? 1 : 0;
            }
            assertThat(stopped).isBetween(expected.length / 4, 3 * expected.length / 4);
            assertThat(Operand.valuesOf(tape.backward(quantisedInput, seed.tensor())
                            .of(input)
                            .orElseThrow()))
                    .isEqualTo(expected);
            Operand weightSeed = Operand.random("seed", weight.shape(), random);
            assertThat(weightTape
                            .backward(quantisedWeight, weightSeed.tensor())
                            .of(parameter)
                            .orElseThrow()
                            .toArray())
                    .isEqualTo(weightSeed.values());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3, 4, 1", "17, 3, 4, 10, 8, 2"})
    void convolutionGradientsUseTheQuantisedOperands(
            int images, int height, int width, int channels, int bits, int stride) {
        SplittableRandom random = new SplittableRandom(1);
        Operand x = Operand.random("x", Shape.lanes(images, height, width, channels), random);
        Operand weight = Operand.random("weight", Shape.of(10, channels, 3, 3), random);
        QuantisationGrid grid = QuantisationGrid.of(-0.5f, 0.8f, bits);
        ConvShape conv = ConvShape.of(x.shape(), weight.shape(), stride);
        Operand seed = Operand.random("seed", conv.output(), random);
        try (WorkerPool pool = new WorkerPool(2)) {
            Tape tape = new Tape(new Arena(1 << 16), pool, GradientTarget.INPUT_AND_PARAMETERS);
            Variable input = tape.input(x.tensor());
            Variable parameter = tape.parameter(weight.tensor());
            Variable quantisedInput = FakeQuantiseOp.perTensor(tape, input, grid);
            Variable quantisedWeight = FakeQuantiseOp.perChannel(tape, parameter, bits);
            Variable y = ConvolutionOp.apply(tape, quantisedInput, quantisedWeight, stride, Numerics.DIRECT);
            Gradients gradients = tape.backward(y, seed.tensor());

            Tensor dx = Tensor.zeros(conv.input());
            ReferenceConvolution.inputGradient(conv, seed.tensor(), quantisedWeight.value(), dx);
            Tensor dweight = Tensor.zeros(conv.weight());
            ReferenceConvolution.weightGradient(conv, quantisedInput.value(), seed.tensor(), dweight);
            assertThat(Operand.valuesOf(gradients.of(input).orElseThrow())).isEqualTo(Operand.valuesOf(dx));
            assertThat(gradients.ofParameter(parameter.value()).orElseThrow().toArray())
                    .isEqualTo(dweight.toArray());
        }
    }
}
