package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.NonFiniteException;
import java.util.function.Supplier;

/**
 * A part of a network under its name there: its tensors are called by it, and so is what goes wrong in it.
 *
 * @param name within what it is a part of, such as {@code "conv1"}
 * @param layer that it is
 */
record Named(String name, Layer layer) implements Layer {
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return run(name, () -> layer.forward(tape, x, precision, pass));
    }

    @Override
    public void visit(String network, StateVisitor visitor) {
        layer.visit(Module.join(network, name), visitor);
    }

    /**
     * Runs a part that is no layer.
     *
     * @throws NonFiniteException that of the part, told with its name
     */
    static <T> T run(String name, Supplier<T> part) {
        try {
            return part.get();
        } catch (NonFiniteException e) {
            throw new NonFiniteException(name + ": " + e.getMessage(), e);
        }
    }
}
