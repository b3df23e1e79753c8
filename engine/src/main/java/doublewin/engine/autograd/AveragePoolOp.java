package doublewin.engine.autograd;

import doublewin.engine.kernel.point.AveragePool;
import doublewin.engine.tensor.Tensor;

/** Average pooling over square windows that do not overlap. Saves nothing. */
public final class AveragePoolOp {
    private AveragePoolOp() {}

    /**
     * y[n,c,p,q] = mean over r,s &lt; window of x[n, c, p*window + r, q*window + s].
     *
     * @param x batch of feature maps (N,H,W,C) in lane format; window divides H and W
     * @return (N, H / window, W / window, C) in lane format
     */
    public static Variable apply(Tape tape, Variable x, int window) {
        Tensor y = tape.allocate(AveragePool.pooled(x.shape(), window));
        AveragePool.forward(tape.pool(), x.value(), window, y);
        return tape.record(
                y,
                Saved.NOTHING,
                (dy, gradients) -> {
                    Tensor dx = tape.allocate(x.shape());
                    AveragePool.backward(tape.pool(), dy, window, dx);
                    gradients.add(x, dx);
                },
                x);
    }
}
