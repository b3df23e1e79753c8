package doublewin.nn;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;

/** A module from one feature map to another: a convolution, a normalisation, a whole network. */
public interface Layer extends Module {
    /** Runs the layer on a batch in lane format, at a precision, and records it on the tape. */
    Variable forward(Tape tape, Variable x, Precision precision, Pass pass);
}
