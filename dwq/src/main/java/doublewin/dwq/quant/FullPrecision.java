package doublewin.dwq.quant;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.nn.Convolution2d;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;

/** A convolution that runs in full precision whatever the precision of the pass. */
record FullPrecision(Convolution2d layer) implements Convolution2d {
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return layer.forward(tape, x, Precision.FULL, pass);
    }

    @Override
    public Variable forward(Tape tape, ChannelNorm norm, Optional<Variable> residual, Precision precision, Pass pass) {
        return layer.forward(tape, norm, residual, Precision.FULL, pass);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        layer.visit(name, visitor);
    }
}
