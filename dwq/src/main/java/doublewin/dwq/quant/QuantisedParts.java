package doublewin.dwq.quant;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.nn.BatchNorm2d;
import doublewin.nn.Convolution2d;
import doublewin.nn.FusedUnit;
import doublewin.nn.Layer;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormRelu;
import doublewin.nn.NormReluConv;
import java.util.Optional;

/**
 * Parts of networks whose inner convolutions are fake-quantised. First and shortcut convolutions stay in full precision
 * but keep running ranges too, as in the official code.
 *
 * @param norm the normalisation of every unit
 * @param precisions what switchable batch norm has branches for; an ordinary one serves any precision
 * @param numerics the algorithms of the convolutions
 */
public record QuantisedParts(NormKind norm, PrecisionSet precisions, Numerics numerics) implements NetworkParts {
    @Override
    public Layer convolution(ConvolutionSize size) {
        return fullPrecision(size);
    }

    private Convolution2d fullPrecision(ConvolutionSize size) {
        return new FullPrecision(new QuantisedConv2d(size, numerics));
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Convolution2d> shortcut = spec.shortcutSize().map(this::fullPrecision);
        return new FusedUnit(
                spec, norm(spec.size().inChannels()), new QuantisedConv2d(spec.size(), numerics), shortcut);
    }

    @Override
    public Layer normRelu(int channels) {
        return new NormRelu(norm(channels));
    }

    private Norm norm(int channels) {
        return switch (norm) {
            case SWITCHABLE -> new SwitchableBatchNorm(channels, precisions);
            case ORDINARY -> new BatchNorm2d(channels);
        };
    }
}
