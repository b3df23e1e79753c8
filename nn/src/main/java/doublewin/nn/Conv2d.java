package doublewin.nn;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.ConvolutionOp;
import doublewin.engine.autograd.NormReluConvOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import java.util.Optional;

/** A convolution in full precision, whatever the precision of the pass, with zero padding and no bias. */
public final class Conv2d implements Convolution2d {
    private final ConvolutionSpec spec;
    private final Numerics numerics;
    private final Tensor weight;

    /** A convolution whose weight is zero until it is initialised or loaded. */
    public Conv2d(ConvolutionSpec spec, Numerics numerics) {
        this.spec = spec;
        this.numerics = numerics;
        this.weight = Tensor.zeros(spec.weightShape());
    }

    /** The filters, (out channels, in channels, kernel, kernel). */
    public Tensor weight() {
        return weight;
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return ConvolutionOp.apply(tape, x, tape.parameter(weight), spec.stride(), numerics);
    }

    @Override
    public Variable forward(Tape tape, ChannelNorm norm, Optional<Variable> residual, Precision precision, Pass pass) {
        NormReluConvOp.Settings settings = new NormReluConvOp.Settings(Optional.empty(), 0, spec.stride(), numerics);
        return NormReluConvOp.apply(tape, norm, tape.parameter(weight), settings, residual);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
    }
}
