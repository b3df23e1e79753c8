package doublewin.nn;

import doublewin.engine.tensor.Shape;
import java.util.Optional;

/**
 * What networks are built from. The parts decide how a convolution computes (plainly, fake-quantised) and how
 * activations are normalised (one batch norm, or one a precision); the networks decide how parts are joined and named, and
 * which convolutions follow the precision of a pass.
 */
public interface NetworkParts {
    /** A convolution on its own. */
    Layer convolution(ConvolutionSpec spec);

    /** A norm-ReLU-convolution unit. */
    NormReluConv normReluConv(UnitSpec spec);

    /** A normalisation on its own. */
    Norm norm(int channels);

    /** Normalisation and ReLU, as before a network's pooling. The module's name is the normalisation's. */
    default Layer normRelu(int channels) {
        return new NormRelu(norm(channels));
    }

    /** The mean of each channel over squares of {@code side} x {@code side} pixels. It has no tensors. */
    default Layer pool(int side) {
        return new AveragePool(side);
    }

    /** A classifier of features to logits, in full precision. */
    default Layer classifier(int features, int classes) {
        return new Linear(features, classes);
    }

    /** At which precision a convolution computes: the network's choice, whatever the parts are. */
    enum PrecisionRole {
        /** Always in full precision: the first convolution of a network, and shortcuts. */
        FULL,
        /** At the precision of the pass. */
        OF_PASS
    }

    /**
     * A convolution with zero padding of side / 2 and no bias.
     *
     * @param inChannels channels read
     * @param outChannels channels written
     * @param side rows and columns of a filter, 1 or 3
     * @param stride 1 or 2
     * @param role at which precision it computes
     */
    record ConvolutionSpec(int inChannels, int outChannels, int side, int stride, PrecisionRole role) {
        /** (out channels, in channels, side, side). */
        public Shape weightShape() {
            return Shape.of(outChannels, inChannels, side, side);
        }

        /** The full-precision 1x1 convolution beside this one, with its channels and stride. */
        public ConvolutionSpec shortcut() {
            return new ConvolutionSpec(inChannels, outChannels, 1, stride, PrecisionRole.FULL);
        }
    }

    /**
     * A unit of a network and the official names of its parts.
     *
     * @param normName name of the normalisation, such as {@code "bn1"}
     * @param convolutionName name of the convolution, such as {@code "conv1"}
     * @param convolution the convolution
     * @param shortcutName name of the {@linkplain ConvolutionSpec#shortcut shortcut convolution}, or {@code ""} for none
     */
    record UnitSpec(String normName, String convolutionName, ConvolutionSpec convolution, String shortcutName) {
        /** Whether the unit has a shortcut convolution. */
        public boolean hasShortcut() {
            return !shortcutName.isEmpty();
        }

        /** The shortcut convolution, where there is one. */
        public Optional<ConvolutionSpec> shortcut() {
            return hasShortcut() ? Optional.of(convolution.shortcut()) : Optional.empty();
        }
    }
}
