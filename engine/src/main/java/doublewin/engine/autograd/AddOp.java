package doublewin.engine.autograd;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.tensor.Tensor;

/** Sum of two tensors: the end of a residual block. Saves nothing. */
public final class AddOp {
    private AddOp() {}

    /** y = a + b, of equal shape. */
    public static Variable apply(Tape tape, Variable a, Variable b) {
        Tensor y = tape.allocate(a.shape());
        Elementwise.add(tape.pool(), a.value(), b.value(), y);
        return tape.record(y, Saved.NOTHING, (dy, gradients) -> backward(tape, a, b, dy, gradients), a, b);
    }

    /** Both gradients are dy. A tensor can be given away once, so where both are wanted one gets a copy. */
    private static void backward(Tape tape, Variable a, Variable b, Tensor dy, Gradients gradients) {
        if (a.requiresGradient() && b.requiresGradient()) {
            Tensor copy = tape.allocate(dy.shape());
            Elementwise.copy(tape.pool(), dy, copy);
            gradients.add(a, dy);
            gradients.add(b, copy);
        } else {
            gradients.add(a.requiresGradient() ? a : b, dy);
        }
    }
}
