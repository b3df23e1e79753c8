package doublewin.dwq.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.autograd.AddOp;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.StraightThrough;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FusedUnit;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import doublewin.nn.NormReluConv;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A fused unit against its own layers one after the other, with and without a shortcut. */
class FusedUnitTest {
    private static final PrecisionSet SET = PrecisionSet.parse("2..16");

    /**
     * With a shortcut, two gradients meet: before the norm's backward pass where layers are apart, behind it where they
     * are fused. So they may differ by a few roundings of the tensor's largest value, and by nothing without a shortcut.
     */
    private static final double ROUNDINGS = 16 * 0x1p-24;

    static IntStream precisions() {
        return IntStream.concat(IntStream.of(0), IntStream.rangeClosed(2, 16));
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void equalsItsLayers(int bits) {
        UnitSpec plain = new UnitSpec("bn2", "conv2", new ConvolutionSpec(32, 32, 3, 1, PrecisionRole.OF_PASS), "");
        UnitSpec shortcut =
                new UnitSpec("bn1", "conv1", new ConvolutionSpec(5, 33, 3, 2, PrecisionRole.OF_PASS), "convShortcut");
        UnitSpec wider =
                new UnitSpec("bn1", "conv1", new ConvolutionSpec(32, 34, 3, 1, PrecisionRole.OF_PASS), "convShortcut");
        for (UnitSpec spec : List.of(plain, shortcut, wider)) {
            for (Numerics numerics : Numerics.values()) {
                for (Pass pass : Pass.values()) {
                    for (GradientTarget target : GradientTarget.values()) {
                        compare(spec, numerics, new Precision(bits), pass, target, StraightThrough.UNCLIPPED);
                    }
                }
                // A clipped mask is the convolution's own: the shortcut behind the same norm is not quantised.
                compare(
                        spec,
                        numerics,
                        new Precision(bits),
                        Pass.EVALUATION,
                        GradientTarget.INPUT,
                        StraightThrough.CLIPPED);
            }
        }
    }

    private static void compare(
            UnitSpec spec,
            Numerics numerics,
            Precision precision,
            Pass pass,
            GradientTarget target,
            StraightThrough straightThrough) {
        Result fused = run(spec, numerics, precision, pass, target, straightThrough, unit -> unit);
        Result composed = run(spec, numerics, precision, pass, target, straightThrough, FusedUnit::composed);
        String what = spec + " " + numerics + " " + precision + " " + pass + " " + target;
        assertThat(fused.outputs()).as(what).hasSameSizeAs(composed.outputs());
        for (int i = 0; i < fused.outputs().size(); i++) {
            assertThat(fused.outputs().get(i))
                    .as(what)
                    .isEqualTo(composed.outputs().get(i));
        }
        assertThat(fused.gradients().keySet())
                .as(what)
                .isEqualTo(composed.gradients().keySet());
        boolean ofInput = target == GradientTarget.INPUT || target == GradientTarget.INPUT_AND_PARAMETERS;
        boolean ofParameters = target == GradientTarget.PARAMETERS || target == GradientTarget.INPUT_AND_PARAMETERS;
        assertThat(fused.gradients().containsKey("input")).as(what).isEqualTo(ofInput);
        assertThat(fused.gradients().size() > 1).as(what).isEqualTo(ofParameters);
        fused.gradients().forEach((name, found) -> {
            float[] expected = composed.gradients().get(name);
            if (spec.hasShortcut()) {
                assertClose(found, expected, what + " " + name);
            } else {
                assertThat(found).as(what + " " + name).isEqualTo(expected);
            }
        });
    }

    private static void assertClose(float[] found, float[] expected, String what) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as(what).isCloseTo(expected[i], within(ROUNDINGS * largest));
        }
    }

    /** Outputs and buffers, which must be equal, and gradients by name. */
    private record Result(List<float[]> outputs, Map<String, float[]> gradients) {}

    private interface Choice {
        NormReluConv of(FusedUnit unit);
    }

    private static Result run(
            UnitSpec spec,
            Numerics numerics,
            Precision precision,
            Pass pass,
            GradientTarget target,
            StraightThrough straightThrough,
            Choice choice) {
        NormReluConv unit =
                choice.of((FusedUnit) new QuantisedParts(NormKind.SWITCHABLE, SET, numerics).normReluConv(spec));
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        Map<String, Tensor> buffers = new LinkedHashMap<>();
        StateVisitor visitor = new StateVisitor() {
            @Override
            public void parameter(String name, Tensor value) {
                fill(value, random);
                parameters.put(name, value);
            }

            @Override
            public void buffer(String name, Tensor value) {
                for (int i = 0; i < value.elements(); i++) {
                    value.set(i, (float) random.nextDouble(0.5, 1.5));
                }
                buffers.put(name, value);
            }
        };
        unit.visit("", visitor);
        unit.visitShortcut("", visitor);
        Tensor x = Tensor.zeros(Shape.lanes(18, 8, 7, spec.convolution().inChannels()));
        fill(x, random);
        List<float[]> outputs = new ArrayList<>();
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (WorkerPool pool = new WorkerPool(2)) {
            Tape tape = new Tape(new Arena(1 << 20), pool, target, new PreparedWeights(), straightThrough);
            Variable input = tape.input(x);
            Optional<Variable> residual = spec.hasShortcut() ? Optional.empty() : Optional.of(input);
            NormReluConv.Output output = unit.forward(tape, input, residual, precision, pass);
            outputs.add(LaneFormat.unpack(output.main().value()));
            output.shortcut().ifPresent(other -> outputs.add(LaneFormat.unpack(other.value())));
            buffers.values().forEach(buffer -> outputs.add(buffer.toArray()));
            Variable end = output.shortcut()
                    .map(other -> AddOp.apply(tape, output.main(), other))
                    .orElse(output.main());
            Tensor seed = Tensor.zeros(end.shape());
            fill(seed, random);
            Gradients found = tape.backward(end, seed);
            found.of(input).ifPresent(gradient -> gradients.put("input", LaneFormat.unpack(gradient)));
            parameters.forEach((name, parameter) ->
                    found.ofParameter(parameter).ifPresent(gradient -> gradients.put(name, gradient.toArray())));
        }
        return new Result(outputs, gradients);
    }

    private static void fill(Tensor tensor, SplittableRandom random) {
        for (int i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
    }
}
