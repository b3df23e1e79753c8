package doublewin.engine.autograd;

import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.tensor.Tensor;

/**
 * Fake quantisation with the straight-through estimator: the gradient is handed on unchanged everywhere, also where a
 * value was clamped, and none reaches scale or offset, as in the official code. Saves nothing. On a tape that clips, an
 * activation's gradient is zero where it was clamped, and the activation is saved.
 */
public final class FakeQuantiseOp {
    private FakeQuantiseOp() {}

    /** Every value on one grid: activations. Any shape. */
    public static Variable perTensor(Tape tape, Variable x, QuantisationGrid grid) {
        Tensor y = tape.allocate(x.shape());
        FakeQuantise.perTensor(tape.pool(), x.value(), grid, y);
        if (!tape.clips()) {
            return tape.record(y, Saved.NOTHING, (dy, gradients) -> gradients.add(x, dy), x);
        }
        return tape.record(
                y,
                Saved.of(x),
                (dy, gradients) -> {
                    FakeQuantise.clipGradient(tape.pool(), x.value(), grid, dy, dy);
                    gradients.add(x, dy);
                },
                x);
    }

    /** Every output channel (first axis) on the grid of its own range: weights. */
    public static Variable perChannel(Tape tape, Variable weight, int bits) {
        Tensor y = tape.allocate(weight.shape());
        FakeQuantise.perChannel(tape.pool(), weight.value(), bits, y);
        return tape.record(y, Saved.NOTHING, (dy, gradients) -> gradients.add(weight, dy), weight);
    }
}
