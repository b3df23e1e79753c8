package doublewin.nn;

import doublewin.engine.autograd.BatchNormOp;
import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;

/** A normalisation of feature maps: one factor and one summand a channel, for this batch, precision and pass. */
public interface Norm extends Layer {
    /** Finds factors and summands for a batch in lane format, and in a training pass updates the running statistics. */
    ChannelNorm norm(Tape tape, Variable x, Precision precision, Pass pass);

    /** The normalised batch. */
    @Override
    default Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        return BatchNormOp.apply(tape, norm(tape, x, precision, pass));
    }
}
