package doublewin.engine.autograd;

import doublewin.engine.tensor.Tensor;

/** An operation that changes nothing on the way forward and everything on the way back: what an overflow there looks like. */
public final class SpoiltGradientOp {
    private SpoiltGradientOp() {}

    /** The value itself, whose gradient becomes {@code spoilt} in every element. */
    public static Variable apply(Tape tape, Variable x, float spoilt) {
        Tensor y = tape.allocate(x.shape());
        y.copyFrom(x.value());
        return tape.record(
                y,
                Saved.NOTHING,
                (dy, gradients) -> {
                    dy.fill(spoilt);
                    gradients.add(x, dy);
                },
                x);
    }
}
