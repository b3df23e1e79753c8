package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/**
 * A network without its classifier: what that is shown of an image. Its tensors are a copy.
 *
 * @param layer from images in lane format to features (images, 1, 1, features)
 * @param features how many there are
 */
public record FeatureNetwork(Layer layer, int features) {
    /**
     * The features of a network.
     *
     * @param build makes a network of given parts, which has one classifier
     * @param parts that the network is made of
     * @param network whose tensors are taken
     */
    public static FeatureNetwork of(Function<NetworkParts, Layer> build, NetworkParts parts, Module network) {
        WithoutClassifier without = new WithoutClassifier(parts);
        Layer layer = build.apply(without);
        Map<String, Tensor> all = StateDict.of(network).tensors();
        StateDict.of(layer).tensors().forEach((name, tensor) -> tensor.copyFrom(all.get(name)));
        return new FeatureNetwork(layer, without.features);
    }

    /** Parts whose classifier hands on what it is shown. */
    private static final class WithoutClassifier implements NetworkParts {
        private final NetworkParts parts;
        private int features;

        WithoutClassifier(NetworkParts parts) {
            this.parts = parts;
        }

        @Override
        public Layer convolution(ConvolutionSpec spec) {
            return parts.convolution(spec);
        }

        @Override
        public NormReluConv normReluConv(UnitSpec spec) {
            return parts.normReluConv(spec);
        }

        @Override
        public Norm norm(int channels) {
            return parts.norm(channels);
        }

        @Override
        public Layer normRelu(int channels) {
            return parts.normRelu(channels);
        }

        @Override
        public Layer pool(int side) {
            return parts.pool(side);
        }

        @Override
        public Layer classifier(int count, int classes) {
            features = count;
            return new HandedOn();
        }
    }

    private record HandedOn() implements Layer {
        @Override
        public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
            return x;
        }

        @Override
        public void visit(String name, StateVisitor visitor) {}
    }
}
