package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.BandEpilogue;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.tensor.Tensor;

/** Convolution with zero padding of half a filter and no bias. Saves its operands. */
public final class ConvolutionOp {
    private ConvolutionOp() {}

    /**
     * y[n,k,p,q] = sum over c,r,s of x[n, c, p*stride + r - R/2, q*stride + s - S/2] * weight[k,c,r,s].
     *
     * @param x batch of feature maps (N,H,W,C) in lane format
     * @param weight filters (K,C,R,S), R = S = 1 or 3
     * @param stride 1 or 2
     * @return (N, ceil(H / stride), ceil(W / stride), K) in lane format
     */
    public static Variable apply(Tape tape, Variable x, Variable weight, int stride, Numerics numerics) {
        Convolution conv = new Convolution(ConvShape.of(x.shape(), weight.shape(), stride), numerics);
        PreparedWeight prepared = tape.prepare(conv, weight, 0, Use.FORWARD);
        Tensor y = tape.allocate(conv.shape().output());
        conv.forward(tape.pool(), x.value(), Prologue.NONE, prepared, y, BandEpilogue.NONE);
        tape.release(weight, prepared);
        return tape.record(
                y, Saved.of(x, weight), (dy, gradients) -> backward(tape, conv, x, weight, dy, gradients), x, weight);
    }

    private static void backward(
            Tape tape, Convolution conv, Variable x, Variable weight, Tensor dy, Gradients gradients) {
        if (weight.requiresGradient()) {
            Tensor dweight = tape.allocate(weight.shape());
            conv.weightGradient(tape.pool(), x.value(), Prologue.NONE, dy, dweight);
            gradients.add(weight, dweight);
        }
        if (x.requiresGradient()) {
            PreparedWeight prepared = tape.prepare(conv, weight, 0, Use.INPUT_GRADIENT);
            Tensor dx = tape.allocate(x.shape());
            conv.inputGradient(tape.pool(), dy, prepared, dx, BandEpilogue.NONE);
            tape.release(weight, prepared);
            gradients.add(x, dx);
        }
    }
}
