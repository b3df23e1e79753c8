package doublewin.engine.autograd;

import doublewin.engine.kernel.ConvShape;
import doublewin.engine.kernel.DirectForward;
import doublewin.engine.kernel.DirectInputGradient;
import doublewin.engine.kernel.DirectWeightGradient;
import doublewin.engine.tensor.Tensor;

/** Convolution with zero padding of kernel / 2 and no bias. Saves its operands. */
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
    public static Variable apply(Tape tape, Variable x, Variable weight, int stride) {
        ConvShape conv = ConvShape.of(x.shape(), weight.shape(), stride);
        Tensor y = tape.allocate(conv.output());
        DirectForward.run(tape.pool(), conv, x.value(), weight.value(), y);
        return tape.record(y, (dy, gradients) -> backward(tape, conv, x, weight, dy, gradients), x, weight);
    }

    private static void backward(
            Tape tape, ConvShape conv, Variable x, Variable weight, Tensor dy, Gradients gradients) {
        if (weight.requiresGradient()) {
            Tensor dweight = tape.allocate(weight.shape());
            DirectWeightGradient.run(tape.pool(), conv, x.value(), dy, dweight);
            gradients.add(weight, dweight);
        }
        if (x.requiresGradient()) {
            Tensor dx = tape.allocate(x.shape());
            DirectInputGradient.run(tape.pool(), conv, dy, weight.value(), dx);
            gradients.add(x, dx);
        }
    }
}
