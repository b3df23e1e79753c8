package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreActResNet18Test {
    @Test
    void hasOfficialNamesAndShapes() {
        ExpectedState expected = new ExpectedState();
        expected.convolution("conv1", 64, 3, 3);
        int channels = 64;
        for (int layer = 1; layer <= 4; layer++) {
            int next = 32 << layer;
            expected.preActBlock("layer" + layer + ".0", channels, next);
            expected.preActBlock("layer" + layer + ".1", next, next);
            channels = next;
        }
        expected.norm("bn", 512);
        expected.classifier("linear", 512, 10);
        assertThat(ExpectedState.of(new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 10)))
                .containsExactlyEntriesOf(expected.shapes());
    }

    @Test
    void givesALogitAClass() {
        PreActResNet18 network = new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 7);
        Initialisation.PRE_ACT_RES_NET.apply(network, 1);
        try (WorkerPool pool = new WorkerPool(2)) {
            float[] logits = RecordedPass.forward(pool, network, RecordedPass.images(4, 0, 2), Pass.EVALUATION);
            assertThat(logits).hasSize(14).doesNotHaveDuplicates().doesNotContain(0, Float.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource({"5,5,1,6", "5,10,2,7"})
    void gradientReachesEveryParameterOfABlock(int inChannels, int outChannels, int stride, int parameters) {
        PreActBlock block = new PreActBlock(new PlainParts(Numerics.DIRECT), inChannels, outChannels, stride);
        Initialisation.PRE_ACT_RES_NET.apply(block, 1);
        Tensor x = RecordedPass.batch(RecordedPass.normal(2, 3 * inChannels * 7 * 6), 3, 7, 6, inChannels);
        try (WorkerPool pool = new WorkerPool(2)) {
            Tape tape = new Tape(new Arena(1 << 16), pool, GradientTarget.PARAMETERS);
            Variable y = block.forward(tape, tape.input(x), Precision.FULL, Pass.TRAINING);
            assertThat(y.shape()).isEqualTo(Shape.lanes(3, (7 + stride - 1) / stride, 6 / stride, outChannels));
            Tensor seed = Tensor.of(y.shape(), RecordedPass.normal(3, y.shape().elements()));
            Gradients gradients = tape.backward(y, seed);
            assertThat(StateDict.of(block).parameters()).hasSize(parameters).allSatisfy((name, parameter) -> {
                Tensor gradient = gradients.ofParameter(parameter).orElseThrow();
                assertThat(gradient.shape()).isEqualTo(parameter.shape());
                assertThat(gradient.toArray()).isNotEqualTo(new float[parameter.elements()]);
            });
        }
    }

    @Test
    void shortcutReadsTheBlocksInputBeforeItsNorm() {
        // With every norm at zero the residual branch is silent, and a block of stride 2 is its shortcut of x alone.
        PreActBlock block = new PreActBlock(new PlainParts(Numerics.DIRECT), 2, 3, 2);
        StateDict state = StateDict.of(block);
        state.tensors().get("shortcut.weight").copyFrom(new float[] {1, 0, 0, 1, -1, -1});
        state.tensors().get("bn1.weight").fill(0);
        state.tensors().get("bn2.weight").fill(0);
        Tensor x = RecordedPass.batch(new float[] {-1, 2, 3, 4, 5, -6, 7, 8}, 1, 2, 2, 2);
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThat(RecordedPass.forward(pool, block, x, Pass.EVALUATION)).containsExactly(-1, 5, -4);
        }
    }

    @Test
    void refusesOtherImagesAndNoClasses() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tensor grey = RecordedPass.batch(new float[32 * 32], 1, 32, 32, 1);
            PreActResNet18 network = new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 10);
            assertThatThrownBy(() -> RecordedPass.forward(pool, network, grey, Pass.EVALUATION))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(1, 32, 32, 1, 16) of 1 images, expected");
        }
        assertThatThrownBy(() -> new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classes is 0");
    }
}
