package doublewin.nn;

import doublewin.engine.autograd.ReluOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;

/**
 * relu(norm(x)), under the normalisation's own name.
 *
 * @param norm any layer that keeps the shape
 */
public record NormRelu(Layer norm) implements Layer {
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return ReluOp.apply(tape, norm.forward(tape, x, precision, pass));
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        norm.visit(name, visitor);
    }
}
