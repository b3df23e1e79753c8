package doublewin.dwq.quant;

import doublewin.dwq.PrecisionSet;
import doublewin.nn.BatchNorm2d;
import doublewin.nn.ComposedUnit;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.NormRelu;
import doublewin.nn.NormReluConv;
import java.util.Optional;

/**
 * Parts of networks whose inner convolutions are fake-quantised. First and shortcut convolutions stay in full precision
 * but keep running ranges too, as in the official code.
 *
 * @param norm the normalisation of every unit
 * @param precisions what switchable batch norm has branches for; an ordinary one serves any precision
 */
public record QuantisedParts(NormKind norm, PrecisionSet precisions) implements NetworkParts {
    @Override
    public Layer convolution(ConvolutionSize size) {
        return new FullPrecision(new QuantisedConv2d(size));
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Layer> shortcut = spec.shortcutSize().map(this::convolution);
        return new ComposedUnit(spec, norm(spec.size().inChannels()), new QuantisedConv2d(spec.size()), shortcut);
    }

    @Override
    public Layer normRelu(int channels) {
        return new NormRelu(norm(channels));
    }

    private Layer norm(int channels) {
        return switch (norm) {
            case SWITCHABLE -> new SwitchableBatchNorm(channels, precisions);
            case ORDINARY -> new BatchNorm2d(channels);
        };
    }
}
