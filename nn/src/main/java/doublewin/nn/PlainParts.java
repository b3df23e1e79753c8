package doublewin.nn;

import java.util.Optional;

/** Parts of ordinary networks: nothing is quantised at any precision, and one batch norm serves them all. */
public final class PlainParts implements NetworkParts {
    @Override
    public Layer convolution(ConvolutionSize size) {
        return new Conv2d(size);
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Layer> shortcut = spec.shortcutSize().map(this::convolution);
        return new ComposedUnit(spec, new BatchNorm2d(spec.size().inChannels()), convolution(spec.size()), shortcut);
    }

    @Override
    public Layer normRelu(int channels) {
        return new NormRelu(new BatchNorm2d(channels));
    }
}
