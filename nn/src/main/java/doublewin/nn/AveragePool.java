package doublewin.nn;

import doublewin.engine.autograd.AveragePoolOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;

/**
 * The mean of each channel over squares of pixels.
 *
 * @param side rows and columns of a square
 */
record AveragePool(int side) implements Layer {
    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return AveragePoolOp.apply(tape, x, side);
    }

    @Override
    public void visit(String name, StateVisitor visitor) {}
}
