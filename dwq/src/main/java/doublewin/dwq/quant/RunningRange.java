package doublewin.dwq.quant;

import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Module;
import doublewin.nn.StateVisitor;

/**
 * The range of a convolution's input that evaluation quantises with, shared by all precisions. As in the official code
 * the newest batch weighs 0.9, and a range never updated is empty.
 */
public final class RunningRange implements Module {
    private static final float KEEP = 0.1f;
    private static final float NEW = 0.9f;
    private static final Shape SHAPE = Shape.of(1, 1, 1, 1);

    private final Tensor offset = Tensor.zeros(SHAPE);
    private final Tensor range = Tensor.zeros(SHAPE);

    /**
     * Moves towards the range of a batch.
     *
     * @throws NonFiniteException when its width is not finite; then nothing moves
     */
    public void update(Range batch) {
        if (!Float.isFinite(batch.width())) {
            throw new NonFiniteException("running range: values from " + batch.min() + " to " + batch.max()
                    + " are further apart than a float can tell; the network has diverged");
        }
        offset.set(0, KEEP * offset.get(0) + NEW * batch.min());
        range.set(0, KEEP * range.get(0) + NEW * batch.width());
    }

    /** The grid of the running range; {@code bits} is 2 to 16. */
    public QuantisationGrid grid(int bits) {
        return QuantisationGrid.of(offset.get(0), range.get(0), bits);
    }

    /** Buffers {@code running_zero_point} (the offset) and {@code running_range}, both of shape (1, 1, 1, 1). */
    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.buffer(Module.join(name, "running_zero_point"), offset);
        visitor.buffer(Module.join(name, "running_range"), range);
    }
}
