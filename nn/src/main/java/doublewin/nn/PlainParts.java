package doublewin.nn;

import doublewin.engine.kernel.convolution.Numerics;
import java.util.Optional;

/**
 * Parts of ordinary networks: nothing is quantised at any precision, and one batch norm serves them all.
 *
 * @param numerics the algorithms of the convolutions
 */
public record PlainParts(Numerics numerics) implements NetworkParts {
    @Override
    public Layer convolution(ConvolutionSize size) {
        return new Conv2d(size, numerics);
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Convolution2d> shortcut = spec.shortcutSize().map(size -> new Conv2d(size, numerics));
        return new FusedUnit(
                spec, new BatchNorm2d(spec.size().inChannels()), new Conv2d(spec.size(), numerics), shortcut);
    }

    @Override
    public Layer normRelu(int channels) {
        return new NormRelu(new BatchNorm2d(channels));
    }
}
