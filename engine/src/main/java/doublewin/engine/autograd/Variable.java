package doublewin.engine.autograd;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * A tensor as a tape knows it: a leaf (input, parameter, constant) or the result of a recorded operation. It carries no
 * gradient; {@link Tape#backward} returns those.
 */
public final class Variable {
    private final Tensor value;
    private final int id;
    private final boolean requiresGradient;

    Variable(Tensor value, int id, boolean requiresGradient) {
        this.value = value;
        this.id = id;
        this.requiresGradient = requiresGradient;
    }

    /** The value. Operations never change it. */
    public Tensor value() {
        return value;
    }

    /** Shape of the value. */
    public Shape shape() {
        return value.shape();
    }

    /** Whether the loss is differentiated through this variable. */
    public boolean requiresGradient() {
        return requiresGradient;
    }

    /** Position on the tape, in order of creation. */
    int id() {
        return id;
    }
}
