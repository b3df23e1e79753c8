package doublewin.nn;

import doublewin.engine.autograd.ConvolutionOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.NetworkParts.ConvolutionSize;

/** A convolution in full precision, whatever the precision of the pass, with zero padding and no bias. */
public final class Conv2d implements Layer {
    private final ConvolutionSize size;
    private final Tensor weight;

    /** A convolution whose weight is zero until it is initialised or loaded. */
    public Conv2d(ConvolutionSize size) {
        this.size = size;
        this.weight = Tensor.zeros(size.weightShape());
    }

    /** The filters, (out channels, in channels, kernel, kernel). */
    public Tensor weight() {
        return weight;
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return ConvolutionOp.apply(tape, x, tape.parameter(weight), size.stride());
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
    }
}
