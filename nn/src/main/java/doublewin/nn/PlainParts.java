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
    public Layer convolution(ConvolutionSpec spec) {
        return new Conv2d(spec, numerics);
    }

    @Override
    public NormReluConv normReluConv(UnitSpec spec) {
        Optional<Convolution2d> shortcut = spec.shortcut().map(side -> new Conv2d(side, numerics));
        return new FusedUnit(
                spec, norm(spec.convolution().inChannels()), new Conv2d(spec.convolution(), numerics), shortcut);
    }

    @Override
    public Norm norm(int channels) {
        return new BatchNorm2d(channels);
    }
}
