package doublewin.dwq.quant;

import doublewin.engine.autograd.ConvolutionOp;
import doublewin.engine.autograd.FakeQuantiseOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.QuantisationGrid;
import doublewin.engine.kernel.Range;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Layer;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts.ConvolutionSize;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;

/**
 * A convolution whose weight and input are fake-quantised to the precision of the pass: the weight per output channel,
 * over its present range; the input per tensor, over the batch's range in training and over the running range in
 * evaluation. Gradients pass straight through. At full precision nothing is quantised.
 *
 * <p>Training updates the running range at every precision, full precision included, as the official code does. Padding
 * is real zero, added after quantisation.
 */
public final class QuantisedConv2d implements Layer {
    private final ConvolutionSize size;
    private final Tensor weight;
    private final RunningRange inputRange = new RunningRange();

    /** A convolution with weight zero, of shape (outChannels, inChannels, kernel, kernel). */
    public QuantisedConv2d(ConvolutionSize size) {
        this.size = size;
        this.weight = Tensor.zeros(size.weightShape());
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        Variable input = switch (pass) {
            case TRAINING -> {
                Range batch = inputRange.update(tape.pool(), x.value());
                yield precision.isFull()
                        ? x
                        : FakeQuantiseOp.perTensor(tape, x, QuantisationGrid.of(batch, precision.bits()));
            }
            case EVALUATION ->
                precision.isFull() ? x : FakeQuantiseOp.perTensor(tape, x, inputRange.grid(precision.bits()));
        };
        Variable parameter = tape.parameter(weight);
        Variable filter = precision.isFull() ? parameter : FakeQuantiseOp.perChannel(tape, parameter, precision.bits());
        return ConvolutionOp.apply(tape, input, filter, size.stride());
    }

    /** Parameter {@code weight}, buffers {@code quantize_input.running_zero_point} and {@code .running_range}. */
    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
        inputRange.visit(Module.join(name, "quantize_input"), visitor);
    }
}
