package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import java.util.Optional;

/**
 * The unit that pre-activation networks are made of: convolution(relu(norm(x))) + residual, and, where a block changes
 * its shape, a second, full-precision consumer of the same relu(norm(x)): the shortcut convolution.
 *
 * <p>One call for the whole unit, so that an implementation may fuse it without any network noticing.
 */
public interface NormReluConv extends Module {
    /**
     * What a unit computes.
     *
     * @param main the convolution's output plus the residual
     * @param shortcut the shortcut convolution's output, where the unit has one
     */
    record Output(Variable main, Optional<Variable> shortcut) {}

    /** Runs the unit on a batch in lane format; the residual, where there is one, has the shape of the main output. */
    Output forward(Tape tape, Variable x, Optional<Variable> residual, Precision precision, Pass pass);

    /** Shows the tensors of norm and convolution; the shortcut's come by {@link #visitShortcut}. */
    @Override
    void visit(String block, StateVisitor visitor);

    /** Shows the shortcut's tensors, if any: official networks list them after all others of the block. */
    void visitShortcut(String block, StateVisitor visitor);
}
