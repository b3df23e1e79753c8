package doublewin.engine.autograd;

import doublewin.engine.kernel.classify.MatrixProduct;
import doublewin.engine.tensor.Tensor;

/** The classifier: a matrix product and a bias. Saves its operands. */
public final class LinearOp {
    private LinearOp() {}

    /**
     * y[n,k] = bias[k] + sum over c of x[n,c] * weight[k,c].
     *
     * @param x features (N,1,1,C) in lane format
     * @param weight (K,C)
     * @param bias (K)
     * @return (N,1,1,K) in lane format
     */
    public static Variable apply(Tape tape, Variable x, Variable weight, Variable bias) {
        int outputs = weight.shape().dim(0);
        Tensor y = tape.allocate(x.shape().withChannels(outputs));
        MatrixProduct.forward(tape.pool(), x.value(), weight.value(), bias.value(), y);
        return tape.record(
                y,
                Saved.of(x, weight),
                (dy, gradients) -> backward(tape, x, weight, bias, dy, gradients),
                x,
                weight,
                bias);
    }

    private static void backward(
            Tape tape, Variable x, Variable weight, Variable bias, Tensor dy, Gradients gradients) {
        if (weight.requiresGradient()) {
            Tensor dweight = tape.allocate(weight.shape());
            MatrixProduct.weightGradient(tape.pool(), x.value(), dy, dweight);
            gradients.add(weight, dweight);
        }
        if (bias.requiresGradient()) {
            Tensor dbias = tape.allocate(bias.shape());
            MatrixProduct.biasGradient(tape.pool(), dy, dbias);
            gradients.add(bias, dbias);
        }
        if (x.requiresGradient()) {
            Tensor dx = tape.allocate(x.shape());
            MatrixProduct.inputGradient(tape.pool(), dy, weight.value(), dx);
            gradients.add(x, dx);
        }
    }
}
