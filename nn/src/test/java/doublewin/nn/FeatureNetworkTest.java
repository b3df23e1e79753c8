package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.ImageShape;
import org.junit.jupiter.api.Test;

class FeatureNetworkTest {
    private static final int CLASSES = 7;

    private static PreActResNet18 small(NetworkParts parts) {
        return new PreActResNet18(parts, new ImageShape(8, 8, 3), CLASSES);
    }

    private static WideResNet wide(NetworkParts parts) {
        return new WideResNet(parts, new ImageShape(8, 8, 3), 10, 2, CLASSES);
    }

    private static float[] forward(Layer layer, Tensor x) {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(), pool, GradientTarget.NONE);
            return LaneFormat.unpack(layer.forward(tape, tape.input(x), Precision.FULL, Pass.EVALUATION)
                    .value());
        }
    }

    @Test
    void theClassifierOfTheFeaturesIsTheNetwork() {
        WideResNet network = wide(new PlainParts(Numerics.DIRECT));
        Initialisation.WIDE_RES_NET.apply(network, 1);
        FeatureNetwork features = FeatureNetwork.of(FeatureNetworkTest::wide, new PlainParts(Numerics.DIRECT), network);
        assertThat(features.features()).isEqualTo(128);

        Tensor x = Tensor.zeros(Shape.lanes(1, 8, 8, 3));
        RandomStream random = new RandomStream(RandomKey.of(1, Purpose.EMBEDDED_DATA));
        for (int i = 0; i < x.elements(); i += Shape.LANES) {
            x.set(i, random.gaussian());
        }
        float[] shown = forward(features.layer(), x);
        float[] logits = forward(network, x);
        Tensor weight = StateDict.of(network).tensors().get("fc.weight");
        Tensor bias = StateDict.of(network).tensors().get("fc.bias");
        for (int k = 0; k < CLASSES; k++) {
            double sum = bias.get(k);
            for (int j = 0; j < shown.length; j++) {
                sum += (double) weight.get(k * shown.length + j) * shown[j];
            }
            assertThat((double) logits[k]).isCloseTo(sum, within(1e-5));
        }
    }

    @Test
    void itsTensorsAreACopyOfAllButTheClassifiers() {
        PreActResNet18 network = small(new PlainParts(Numerics.DIRECT));
        Initialisation.PRE_ACT_RES_NET.apply(network, 1);
        FeatureNetwork features =
                FeatureNetwork.of(FeatureNetworkTest::small, new PlainParts(Numerics.DIRECT), network);
        assertThat(features.features()).isEqualTo(512);
        var own = StateDict.of(network).tensors();
        var copied = StateDict.of(features.layer()).tensors();
        assertThat(copied).doesNotContainKeys("linear.weight", "linear.bias").hasSize(own.size() - 2);
        float[] first = copied.get("conv1.weight").toArray();
        assertThat(first).isEqualTo(own.get("conv1.weight").toArray());
        own.get("conv1.weight").fill(3);
        assertThat(copied.get("conv1.weight").toArray()).isEqualTo(first);
    }
}
