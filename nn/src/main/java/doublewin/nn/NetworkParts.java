package doublewin.nn;

import doublewin.engine.tensor.Shape;
import java.util.Optional;

/**
 * What networks are built from. The parts decide how a convolution computes (plainly, fake-quantised) and how
 * activations are normalised (one batch norm, or one a precision); the networks decide how parts are joined and named.
 */
public interface NetworkParts {
    /** A convolution that is always computed in full precision: the first one of a network, and shortcuts. */
    Layer convolution(ConvolutionSize size);

    /** A norm-ReLU-convolution unit. */
    NormReluConv normReluConv(UnitSpec spec);

    /** The normalisation and ReLU before a network's pooling. The module's name is the normalisation's. */
    Layer normRelu(int channels);

    /**
     * A convolution with zero padding of kernel / 2 and no bias.
     *
     * @param inChannels channels read
     * @param outChannels channels written
     * @param kernel 1 or 3
     * @param stride 1 or 2
     */
    record ConvolutionSize(int inChannels, int outChannels, int kernel, int stride) {
        /** (out channels, in channels, kernel, kernel). */
        public Shape weightShape() {
            return Shape.of(outChannels, inChannels, kernel, kernel);
        }

        /** The same with another kernel: what a shortcut beside a convolution has. */
        public ConvolutionSize withKernel(int other) {
            return new ConvolutionSize(inChannels, outChannels, other, stride);
        }
    }

    /**
     * A unit of a network and the official names of its parts.
     *
     * @param normName name of the normalisation, such as {@code "bn1"}
     * @param convolutionName name of the convolution, such as {@code "conv1"}
     * @param size the convolution's size
     * @param shortcutName name of the 1x1 shortcut convolution (same channels and stride), or {@code ""} for none
     */
    record UnitSpec(String normName, String convolutionName, ConvolutionSize size, String shortcutName) {
        /** Whether the unit has a shortcut convolution. */
        public boolean hasShortcut() {
            return !shortcutName.isEmpty();
        }

        /** The size of the shortcut convolution, where there is one. */
        public Optional<ConvolutionSize> shortcutSize() {
            return hasShortcut() ? Optional.of(size.withKernel(1)) : Optional.empty();
        }
    }
}
