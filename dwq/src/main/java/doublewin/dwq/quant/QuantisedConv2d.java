package doublewin.dwq.quant;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.ConvolutionOp;
import doublewin.engine.autograd.FakeQuantiseOp;
import doublewin.engine.autograd.NormReluConvOp;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Convolution2d;
import doublewin.nn.Module;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateVisitor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A convolution whose weight and input are fake-quantised to the precision of the pass: the weight per output channel,
 * over its present range; the input per tensor, over the batch's range in training and over the running range in
 * evaluation. Gradients pass straight through. At full precision, and in an unquantised pass, nothing is quantised.
 *
 * <p>Training updates the running range at every precision, full precision included, as the official code does. Padding
 * is real zero, added after quantisation.
 */
public final class QuantisedConv2d implements Convolution2d {
    private final ConvolutionSpec spec;
    private final Numerics numerics;
    private final Tensor weight;
    private final RunningRange inputRange = new RunningRange();

    /** A convolution with weight zero, of shape (outChannels, inChannels, side, side). */
    public QuantisedConv2d(ConvolutionSpec spec, Numerics numerics) {
        this.spec = spec;
        this.numerics = numerics;
        this.weight = Tensor.zeros(spec.weightShape());
    }

    @Override
    public Variable forward(Tape tape, Variable x, Precision precision, Pass pass) {
        Variable input = grid(() -> RangeFinder.perTensor(tape.pool(), x.value()), precision, pass)
                .map(grid -> FakeQuantiseOp.perTensor(tape, x, grid))
                .orElse(x);
        Variable parameter = tape.parameter(weight);
        int bits = bits(precision, pass);
        Variable filter = bits == 0 ? parameter : FakeQuantiseOp.perChannel(tape, parameter, bits);
        return ConvolutionOp.apply(tape, input, filter, spec.stride(), numerics);
    }

    @Override
    public Variable forward(Tape tape, ChannelNorm norm, Optional<Variable> residual, Precision precision, Pass pass) {
        Optional<QuantisationGrid> grid = grid(() -> norm.reluRange(tape), precision, pass);
        NormReluConvOp.Settings settings =
                new NormReluConvOp.Settings(grid, bits(precision, pass), spec.stride(), numerics);
        return NormReluConvOp.apply(tape, norm, tape.parameter(weight), settings, residual);
    }

    /** The bit width of weight and input, 0 where they are left as they are. */
    private static int bits(Precision precision, Pass pass) {
        return pass == Pass.UNQUANTISED ? 0 : precision.bits();
    }

    /** The input's grid; none where it is not quantised. A training pass moves the running range. */
    private Optional<QuantisationGrid> grid(Supplier<Range> batchRange, Precision precision, Pass pass) {
        int bits = bits(precision, pass);
        return switch (pass) {
            case TRAINING -> {
                Range batch = batchRange.get();
                inputRange.update(batch);
                yield bits == 0 ? Optional.empty() : Optional.of(QuantisationGrid.of(batch, bits));
            }
            case EVALUATION, UNQUANTISED -> bits == 0 ? Optional.empty() : Optional.of(inputRange.grid(bits));
        };
    }

    /** Parameter {@code weight}, buffers {@code quantize_input.running_zero_point} and {@code .running_range}. */
    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
        inputRange.visit(Module.join(name, "quantize_input"), visitor);
    }
}
