package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fused operation against the operations that it stands for: every result and gradient bit for bit. */
class NormReluConvOpTest {
    private static final double EPSILON = 1e-5;

    /** Channels on both sides of where Winograd begins, an odd map, a block that is not full. */
    private record Case(int images, int height, int width, int in, int out, int kernel, int stride) {}

    private static final List<Case> CASES = List.of(
            new Case(18, 5, 6, 5, 7, 3, 1),
            new Case(17, 8, 8, 32, 34, 3, 1),
            new Case(3, 9, 6, 33, 40, 3, 2),
            new Case(2, 4, 5, 9, 8, 1, 2));

    static IntStream precisions() {
        return IntStream.concat(IntStream.of(0), IntStream.rangeClosed(2, 16));
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void trainingEqualsTheComposition(int bits) {
        for (Case layer : CASES) {
            for (Numerics numerics : Numerics.values()) {
                for (GradientTarget target : GradientTarget.values()) {
                    assertEqual(layer, bits, numerics, target, true, true);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void evaluationEqualsTheComposition(int bits) {
        for (Case layer : CASES) {
            for (Numerics numerics : Numerics.values()) {
                for (GradientTarget target : GradientTarget.values()) {
                    assertEqual(layer, bits, numerics, target, false, true);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalsTheCompositionWithoutResidual(boolean training) {
        for (Case layer : CASES) {
            assertEqual(layer, 4, Numerics.WINOGRAD, GradientTarget.INPUT_AND_PARAMETERS, training, false);
        }
    }

    /** In evaluation mode a constant norm needs no sums, but the weight's gradient needs the input. */
    @Test
    void gradientsBehindAConstantNormEqualTheComposition() {
        for (Case layer : CASES) {
            assertEqual(layer, 4, Numerics.WINOGRAD, GradientTarget.INPUT_AND_PARAMETERS, false, true, true);
        }
    }

    /** As an attack in evaluation mode does it; some values lie beyond the grid. */
    @ParameterizedTest
    @MethodSource("precisions")
    void clippedGradientsEqualTheComposition(int bits) {
        int clamping = 0;
        for (Case layer : CASES) {
            for (Numerics numerics : Numerics.values()) {
                float[] clipped = inputGradient(layer, bits, numerics, StraightThrough.CLIPPED, Layer::operation);
                assertThat(clipped)
                        .as(layer + " " + numerics)
                        .isEqualTo(inputGradient(layer, bits, numerics, StraightThrough.CLIPPED, Layer::composition));
                float[] unclipped = inputGradient(layer, bits, numerics, StraightThrough.UNCLIPPED, Layer::operation);
                clamping += Arrays.equals(clipped, unclipped) ? 0 : 1;
            }
        }
        assertThat(clamping).isBetween(bits == 0 ? 0 : CASES.size(), bits == 0 ? 0 : 2 * CASES.size());
    }

    private static float[] inputGradient(
            Case layer,
            int bits,
            Numerics numerics,
            StraightThrough straightThrough,
            Function<Layer, Variable> computation) {
        try (WorkerPool pool = new WorkerPool(2)) {
            Tape tape =
                    new Tape(new Arena(1 << 18), pool, GradientTarget.INPUT, new PreparedWeights(), straightThrough);
            Layer operands = new Layer(tape, layer, bits, numerics, false, true, true);
            Variable y = computation.apply(operands);
            Tensor seed =
                    Operand.random("seed", y.shape(), new SplittableRandom(7)).tensor();
            return Operand.valuesOf(tape.backward(y, seed).of(operands.x).orElseThrow());
        }
    }

    @Test
    void clippingIsRefusedInTraining() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(
                    new Arena(1 << 18), pool, GradientTarget.INPUT, new PreparedWeights(), StraightThrough.CLIPPED);
            Layer operands = new Layer(tape, CASES.getFirst(), 4, Numerics.DIRECT, true, true, true);
            assertThatThrownBy(operands::operation)
                    .hasMessageStartingWith(
                            "convolution: the clipped straight-through estimator was found in training");
        }
    }

    /** One saves the ReLU's mask for both, and one of 1x1 with stride 2 sees a quarter of the values. */
    @Test
    void theOrderOfTwoConvolutionsBehindOneNormChangesNoBit() {
        try (WorkerPool pool = new WorkerPool(2)) {
            assertThat(gradientBehindTwo(pool, true)).isEqualTo(gradientBehindTwo(pool, false));
        }
    }

    private static float[] gradientBehindTwo(WorkerPool pool, boolean skippingFirst) {
        SplittableRandom random = new SplittableRandom(3);
        Tape tape = new Tape(new Arena(1 << 18), pool, GradientTarget.INPUT);
        Variable x = tape.input(Layer.random(Shape.lanes(17, 7, 6, 5), random));
        Variable gamma = tape.constant(Layer.random(Shape.of(5), random));
        Variable beta = tape.constant(Layer.random(Shape.of(5), random));
        Tensor mean = Layer.random(Shape.of(5), random);
        Tensor variance =
                Operand.random("variance", Shape.of(5), 0.1, 2, random).tensor();
        ChannelNorm norm = ChannelNorm.evaluation(x, gamma, beta, mean, variance, EPSILON);
        NormReluConvOp.Settings settings =
                new NormReluConvOp.Settings(Optional.of(QuantisationGrid.of(0, 1.5f, 5)), 5, 2, Numerics.DIRECT);
        Variable skipping = tape.constant(Layer.random(Shape.of(4, 5, 1, 1), random));
        Variable full = tape.constant(Layer.random(Shape.of(4, 5, 3, 3), random));
        Variable first = NormReluConvOp.apply(tape, norm, skippingFirst ? skipping : full, settings, Optional.empty());
        Variable second = NormReluConvOp.apply(tape, norm, skippingFirst ? full : skipping, settings, Optional.empty());
        Variable sum = AddOp.apply(tape, first, second);
        Tensor seed = Layer.random(sum.shape(), random);
        return Operand.valuesOf(tape.backward(sum, seed).of(x).orElseThrow());
    }

    private static void assertEqual(
            Case layer, int bits, Numerics numerics, GradientTarget target, boolean training, boolean residual) {
        assertEqual(layer, bits, numerics, target, training, residual, false);
    }

    private static void assertEqual(
            Case layer,
            int bits,
            Numerics numerics,
            GradientTarget target,
            boolean training,
            boolean residual,
            boolean constantNorm) {
        try (WorkerPool pool = new WorkerPool(2)) {
            Tape fusedTape = new Tape(new Arena(1 << 18), pool, target);
            Tape composedTape = new Tape(new Arena(1 << 18), pool, target);
            Layer fused = new Layer(fusedTape, layer, bits, numerics, training, residual, constantNorm);
            Layer composed = new Layer(composedTape, layer, bits, numerics, training, residual, constantNorm);
            Variable expected = composed.composition();
            Variable found = fused.operation();
            String what = layer + " " + bits + " " + numerics + " " + target;
            assertThat(Operand.valuesOf(found.value())).as(what).isEqualTo(Operand.valuesOf(expected.value()));
            if (target == GradientTarget.NONE) {
                assertThat(found.requiresGradient()).isFalse();
                return;
            }
            Tensor seed = Operand.random("seed", found.shape(), new SplittableRandom(7))
                    .tensor();
            List<Optional<float[]>> gradients = fused.gradients(fusedTape.backward(found, copy(seed)));
            List<Optional<float[]>> wanted = composed.gradients(composedTape.backward(expected, copy(seed)));
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(gradients.get(i).isPresent())
                        .as(what)
                        .isEqualTo(wanted.get(i).isPresent());
                if (wanted.get(i).isPresent()) {
                    assertThat(gradients.get(i).get())
                            .as(what + ", operand " + i)
                            .isEqualTo(wanted.get(i).get());
                }
            }
        }
    }

    private static Tensor copy(Tensor tensor) {
        Tensor copy = Tensor.zeros(tensor.shape());
        copy.copyFrom(tensor);
        return copy;
    }

    /** The same operands on one tape. */
    private static final class Layer {
        private final Tape tape;
        private final Numerics numerics;
        private final int bits;
        private final int stride;
        private final boolean training;
        private final Variable x;
        private final Variable gamma;
        private final Variable beta;
        private final Variable weight;
        private final Tensor runningMean;
        private final Tensor runningVariance;
        private final Optional<Variable> residual;

        Layer(
                Tape tape,
                Case layer,
                int bits,
                Numerics numerics,
                boolean training,
                boolean withResidual,
                boolean constantNorm) {
            this.tape = tape;
            this.bits = bits;
            this.numerics = numerics;
            this.training = training;
            stride = layer.stride();
            SplittableRandom random = new SplittableRandom(11);
            int in = layer.in();
            x = tape.input(random(Shape.lanes(layer.images(), layer.height(), layer.width(), in), random));
            Tensor factors = random(Shape.of(in), random);
            Tensor summands = random(Shape.of(in), random);
            gamma = constantNorm ? tape.constant(factors) : tape.parameter(factors);
            beta = constantNorm ? tape.constant(summands) : tape.parameter(summands);
            weight = tape.parameter(random(Shape.of(layer.out(), in, layer.kernel(), layer.kernel()), random));
            runningMean = random(Shape.of(in), random);
            runningVariance =
                    Operand.random("variance", Shape.of(in), 0.1, 2, random).tensor();
            int height = (layer.height() + stride - 1) / stride;
            int width = (layer.width() + stride - 1) / stride;
            residual = withResidual
                    ? Optional.of(tape.input(random(Shape.lanes(layer.images(), height, width, layer.out()), random)))
                    : Optional.empty();
        }

        private static Tensor random(Shape shape, SplittableRandom random) {
            return Operand.random("", shape, random).tensor();
        }

        private ChannelNorm norm() {
            return training
                    ? ChannelNorm.training(tape, x, gamma, beta, EPSILON)
                    : ChannelNorm.evaluation(x, gamma, beta, runningMean, runningVariance, EPSILON);
        }

        Variable operation() {
            ChannelNorm norm = norm();
            Optional<QuantisationGrid> grid = bits == 0
                    ? Optional.empty()
                    : Optional.of(
                            training
                                    ? QuantisationGrid.of(norm.reluRange(tape), bits)
                                    : QuantisationGrid.of(0, 1.5f, bits));
            return NormReluConvOp.apply(
                    tape, norm, weight, new NormReluConvOp.Settings(grid, bits, stride, numerics), residual);
        }

        Variable composition() {
            Variable activation = ReluOp.apply(tape, BatchNormOp.apply(tape, norm()));
            Variable input = activation;
            Variable filter = weight;
            if (bits != 0) {
                QuantisationGrid grid = training
                        ? QuantisationGrid.of(RangeFinder.perTensor(tape.pool(), activation.value()), bits)
                        : QuantisationGrid.of(0, 1.5f, bits);
                input = FakeQuantiseOp.perTensor(tape, activation, grid);
                filter = FakeQuantiseOp.perChannel(tape, weight, bits);
            }
            Variable y = ConvolutionOp.apply(tape, input, filter, stride, numerics);
            return residual.map(other -> AddOp.apply(tape, other, y)).orElse(y);
        }

        List<Optional<float[]>> gradients(Gradients gradients) {
            List<Variable> operands = new ArrayList<>(List.of(x, gamma, beta, weight));
            residual.ifPresent(operands::add);
            return operands.stream()
                    .map(variable -> gradients.of(variable).map(Operand::valuesOf))
                    .toList();
        }
    }
}
