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
    private boolean disposable;
    private boolean disposed;

    /** A variable whose value ends with the tape, or earlier if it is {@code disposable}. */
    Variable(Tensor value, int id, boolean requiresGradient, boolean disposable) {
        this.value = value;
        this.id = id;
        this.requiresGradient = requiresGradient;
        this.disposable = disposable;
    }

    /**
     * The value. Operations never change it.
     *
     * @throws IllegalStateException after the tape has released it
     */
    public Tensor value() {
        if (disposed) {
            throw new IllegalStateException("variable: its value of shape " + value.shape() + " was released");
        }
        return value;
    }

    /** The backward pass will read the value. */
    void keep() {
        disposable = false;
    }

    boolean isDisposable() {
        return disposable;
    }

    /** From here on nobody may read the value, whose memory is used again. */
    void dispose() {
        disposable = false;
        disposed = true;
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
