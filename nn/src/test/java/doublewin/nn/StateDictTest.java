package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.ImageShape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictTest {
    private final WideResNet network =
            new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 10, 1, 10);
    private final StateDict state = StateDict.of(network);

    private static Map<String, Tensor> stored(int classes) {
        WideResNet other = new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 10, 1, classes);
        Initialisation.WIDE_RES_NET.apply(other, 3);
        return new LinkedHashMap<>(StateDict.of(other).tensors());
    }

    @Test
    void loadsCopies() throws IOException {
        Map<String, Tensor> stored = stored(10);
        state.load("net.safetensors", stored);
        float[] weight = stored.get("fc.weight").toArray();
        assertThat(state.tensors().get("fc.weight").toArray()).isEqualTo(weight);
        stored.get("fc.weight").fill(7);
        assertThat(state.tensors().get("fc.weight").toArray()).isEqualTo(weight);
    }

    @Test
    void acceptsTheWrappersPrefixAndTheBatchCounter() throws IOException {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        stored(10).forEach((name, value) -> stored.put("module." + name, value));
        stored.put("module.bn1.num_batches_tracked", Tensor.zeros(Shape.of()));
        state.load("net.safetensors", stored);
        assertThat(state.tensors().get("conv1.weight").toArray())
                .isEqualTo(stored.get("module.conv1.weight").toArray());
    }

    @Test
    void namesAllDifferencesAndChangesNothing() {
        Map<String, Tensor> stored = stored(100);
        stored.remove("conv1.weight");
        stored.put("block4.bn1.weight", Tensor.zeros(Shape.of(1)));
        assertThatThrownBy(() -> state.load("runs/a/last.safetensors", stored))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageStartingWith("runs/a/last.safetensors: expected the "
                        + state.tensors().size()
                        + " tensors of this network, found 1 missing (conv1.weight); 1 unknown (block4.bn1.weight); "
                        + "2 of another shape (fc.weight is (100, 64) instead of (10, 64), fc.bias is (100) instead of "
                        + "(10)). Check");
        assertThat(state.tensors().get("block1.layer.0.conv1.weight").toArray()).containsOnly(0);
    }

    @Test
    void aLongListIsCut() {
        assertThatThrownBy(() -> state.load("net", Map.of()))
                .hasMessageContaining("missing (conv1.weight, block1.layer.0.bn1.weight, block1.layer.0.bn1.bias, "
                        + "block1.layer.0.bn1.running_mean and "
                        + (state.tensors().size() - 4) + " more)");
    }

    @Test
    void theSameTensorUnderBothNamesIsRefused() {
        Map<String, Tensor> stored = stored(10);
        stored.put("module.fc.bias", stored.get("fc.bias"));
        assertThatThrownBy(() -> state.load("net", stored)).hasMessageContaining("1 unknown (module.fc.bias)");
    }
}
