package doublewin.dwq.quant;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.nn.BatchNorm2d;
import doublewin.nn.Convolution2d;
import doublewin.nn.FusedUnit;
import doublewin.nn.NetworkParts;
import doublewin.nn.Norm;
import doublewin.nn.NormReluConv;

/**
 * Parts of networks whose convolutions are fake-quantised to the precision of the pass. Those that the network keeps in
 * full precision have running ranges too, as in the official code.
 *
 * @param norm the normalisation of every unit
 * @param precisions what switchable batch norm has branches for; an ordinary one serves any precision
 * @param numerics the algorithms of the convolutions
 */
public record QuantisedParts(NormKind norm, PrecisionSet precisions, Numerics numerics) implements NetworkParts {
    @Override
    public Convolution2d convolution(ConvolutionSpec spec) {
        QuantisedConv2d convolution = new QuantisedConv2d(spec, numerics);
        return switch (spec.role()) {
            case FULL -> new FullPrecision(convolution);
            case OF_PASS -> convolution;
        };
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        return new FusedUnit(
                spec,
                norm(spec.convolution().inChannels()),
                convolution(spec.convolution()),
                spec.shortcut().map(this::convolution));
    }

    @Override
    public Norm norm(int channels) {
        return switch (norm) {
            case SWITCHABLE -> new SwitchableBatchNorm(channels, precisions);
            case ORDINARY -> new BatchNorm2d(channels);
        };
    }
}
