package doublewin.engine.autograd;

import doublewin.engine.kernel.point.Relu;
import doublewin.engine.tensor.Tensor;

/** Rectifier. Saves its result. */
public final class ReluOp {
    private ReluOp() {}

    /** y = max(x, 0), whose derivative at 0 is 0; any shape. */
    public static Variable apply(Tape tape, Variable x) {
        Tensor y = tape.allocate(x.shape());
        Relu.forward(tape.pool(), x.value(), y);
        return tape.record(
                y,
                Saved.RESULT,
                (dy, gradients) -> {
                    Relu.backward(tape.pool(), y, dy, dy);
                    gradients.add(x, dy);
                },
                x);
    }
}
