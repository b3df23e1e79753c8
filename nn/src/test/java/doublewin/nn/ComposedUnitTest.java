package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.NetworkParts.UnitSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComposedUnitTest {
    private static final ConvolutionSpec SIZE = new ConvolutionSpec(1, 1, 1, 1, PrecisionRole.OF_PASS);

    @Test
    void convolutionAndShortcutReadTheSameActivationAndTheResidualIsAdded() {
        NormReluConv unit = new PlainParts(Numerics.DIRECT).normReluConv(new UnitSpec("bn1", "conv1", SIZE, "short"));
        unit.visit("b", new Fill("b.conv1.weight", 3));
        unit.visitShortcut("b", new Fill("b.short.weight", 10));
        Tensor x = RecordedPass.batch(new float[] {-1, 2}, 1, 1, 2, 1);
        Tensor residual = RecordedPass.batch(new float[] {0.5f, 0.25f}, 1, 1, 2, 1);
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 12), pool, GradientTarget.NONE);
            Variable other = tape.constant(residual);
            NormReluConv.Output output =
                    unit.forward(tape, tape.input(x), Optional.of(other), new Precision(4), Pass.EVALUATION);
            float two = 2 * (float) (1 / Math.sqrt(1 + 1e-5));
            assertThat(LaneFormat.unpack(output.main().value())).containsExactly(0.5f, 3 * two + 0.25f);
            assertThat(LaneFormat.unpack(output.shortcut().orElseThrow().value()))
                    .containsExactly(0, 10 * two);
        }
    }

    private record Fill(String wanted, float value) implements StateVisitor {
        @Override
        public void parameter(String name, Tensor tensor) {
            if (name.equals(wanted)) {
                tensor.fill(value);
            }
        }

        @Override
        public void buffer(String name, Tensor tensor) {}
    }

    @Test
    void shortcutMustFitTheSpec() {
        UnitSpec without = new UnitSpec("bn2", "conv2", SIZE, "");
        Layer any = new Conv2d(SIZE, Numerics.DIRECT);
        assertThatThrownBy(() -> new ComposedUnit(without, new BatchNorm2d(1), any, Optional.of(any)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("norm-ReLU-convolution unit: expected no shortcut, found one");
    }
}
