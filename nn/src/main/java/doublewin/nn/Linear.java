package doublewin.nn;

import doublewin.engine.autograd.LinearOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** A classifier in full precision, whatever the precision of the pass: weight times features plus bias. */
public final class Linear implements Layer {
    private final Tensor weight;
    private final Tensor bias;

    /** A classifier whose tensors are zero until they are initialised or loaded. */
    public Linear(int features, int classes) {
        this.weight = Tensor.zeros(Shape.of(classes, features));
        this.bias = Tensor.zeros(Shape.of(classes));
    }

    /** From a batch of (1, 1, features) in lane format to (1, 1, classes). */
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return LinearOp.apply(tape, x, tape.parameter(weight), tape.parameter(bias));
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
        visitor.parameter(Module.join(name, "bias"), bias);
    }
}
