package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.ImageShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialisationTest {
    private static Map<String, Tensor> wide(long seed, int depth) {
        WideResNet network = new WideResNet(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), depth, 2, 10);
        Initialisation.WIDE_RES_NET.apply(network, seed);
        return StateDict.of(network).tensors();
    }

    private static double deviation(Tensor tensor) {
        double squares = 0;
        for (float value : tensor.toArray()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / tensor.elements());
    }

    @Test
    void wideConvolutionsAreNormalByFanOut() {
        Map<String, Tensor> state = wide(1, 10);
        // The deviation of n normal numbers is off by about 1 / sqrt(2 n): at most 0.4 % and 1.1 % here.
        assertThat(deviation(state.get("block3.layer.0.conv2.weight")))
                .isCloseTo(Math.sqrt(2.0 / (9 * 128)), within(0.001));
        assertThat(deviation(state.get("block3.layer.0.convShortcut.weight")))
                .isCloseTo(Math.sqrt(2.0 / 128), within(0.006));
        assertThat(state.get("block3.layer.0.bn2.weight").toArray()).containsOnly(1);
        assertThat(state.get("block3.layer.0.bn2.bias").toArray()).containsOnly(0);
    }

    @Test
    void wideClassifierIsUniform() {
        Map<String, Tensor> state = wide(1, 10);
        float bound = (float) (1 / Math.sqrt(128));
        float[] weight = state.get("fc.weight").toArray();
        assertThat(weight).hasSize(1280);
        for (float value : weight) {
            assertThat(value).isBetween(-bound, bound);
        }
        assertThat(deviation(state.get("fc.weight"))).isCloseTo(bound / Math.sqrt(3), within(0.05 * bound));
        assertThat(state.get("fc.bias").toArray()).containsOnly(0);
    }

    @Test
    void preActClassifierIsNarrowlyNormal() {
        PreActResNet18 network = new PreActResNet18(new PlainParts(Numerics.DIRECT), new ImageShape(32, 32, 3), 10);
        Initialisation.PRE_ACT_RES_NET.apply(network, 1);
        Map<String, Tensor> state = StateDict.of(network).tensors();
        assertThat(deviation(state.get("linear.weight"))).isCloseTo(0.001, within(0.00005));
        assertThat(deviation(state.get("layer4.1.conv2.weight"))).isCloseTo(Math.sqrt(2.0 / (9 * 512)), within(0.0001));
    }

    @Test
    void weightsDependOnTheSeedAndTheirPlaceAlone() {
        Map<String, Tensor> state = wide(1, 10);
        assertThat(wide(1, 10).get("fc.weight").toArray())
                .isEqualTo(state.get("fc.weight").toArray());
        assertThat(wide(2, 10).get("fc.weight").toArray())
                .isNotEqualTo(state.get("fc.weight").toArray());
        assertThat(wide(1, 16).get("block1.layer.0.conv2.weight").toArray())
                .isEqualTo(state.get("block1.layer.0.conv2.weight").toArray());
        assertThat(state.get("block2.layer.0.conv2.weight").toArray())
                .isNotEqualTo(state.get("block2.layer.0.conv1.weight").toArray());
    }
}
