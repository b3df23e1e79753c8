package doublewin.dwq.quant;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;

/** A layer that runs in full precision whatever the precision of the pass: a first or a shortcut convolution. */
record FullPrecision(Layer layer) implements Layer {
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return layer.forward(tape, x, Precision.FULL, pass);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        layer.visit(name, visitor);
    }
}
