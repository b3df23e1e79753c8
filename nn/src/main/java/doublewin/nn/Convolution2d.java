package doublewin.nn;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import java.util.Optional;

/** A convolution that can take normalisation and ReLU before it, and a residual's sum behind it, into one operation. */
public interface Convolution2d extends Layer {
    /**
     * convolution(relu(norm)) + residual, with the bits of the separate operations.
     *
     * @param norm of a batch in lane format
     * @param residual of the result's shape
     */
    Variable forward(Tape tape, ChannelNorm norm, Optional<Variable> residual, Precision precision, Pass pass);
}
