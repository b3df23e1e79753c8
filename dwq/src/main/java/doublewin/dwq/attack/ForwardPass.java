package doublewin.dwq.attack;

import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;

/** A recorded forward pass through a network, which may be differentiated by its input, once. */
record ForwardPass(Tape tape, Variable input, Variable logits) {
    static ForwardPass of(Tape tape, Layer network, Tensor x, Precision precision, Pass pass) {
        Variable input = tape.input(x);
        return new ForwardPass(tape, input, network.forward(tape, input, precision, pass));
    }

    /**
     * Differentiates a loss of the logits by the input, without a backward pass where no image has one.
     *
     * @param dx overwritten, of the input's shape
     */
    void differentiate(LogitLoss loss, int[] labels, Tensor dx) {
        Tensor seed = tape.allocate(logits.shape());
        if (loss.gradient(logits.value(), labels, seed) == 0) {
            dx.fill(0);
        } else {
            dx.copyFrom(tape.backward(logits, seed).of(input).orElseThrow());
        }
    }
}
