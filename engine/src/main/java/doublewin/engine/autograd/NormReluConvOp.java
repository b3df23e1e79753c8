package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.BandEpilogue;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.norm.GradientSums;
import doublewin.engine.kernel.norm.NormReluGradient;
import doublewin.engine.kernel.norm.StatisticsCollector;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;

/**
 * Batch norm, ReLU, fake quantisation, convolution and the residual's sum as one operation: a feature map is read once
 * and written once.
 *
 * <pre>
 *   y = conv(fakeQuantise(relu(norm(x))), fakeQuantise(weight)) + residual
 *
 *   forward     norm, ReLU and quantiser are the convolution's prologue; residual and, in training, the statistics of y
 *               for the next norm are its epilogue
 *   backward    the ReLU's mask and the norm's sums are the input gradient's epilogue, and in evaluation mode all of the
 *               norm is; gradients pass straight through the quantisers, on a tape that clips only where the ReLU's
 *               result was not clamped, which then the mask tells, too
 * </pre>
 *
 * <p>It equals {@link BatchNormOp}, {@link ReluOp}, {@link FakeQuantiseOp}, {@link ConvolutionOp} and {@link AddOp} one
 * after the other, bit for bit. Saves x where the backward pass sums over it or the weight requires a gradient, and one
 * bit a value where the norm's sums are not needed.
 */
public final class NormReluConvOp {
    private NormReluConvOp() {}

    /**
     * What is convolved and how.
     *
     * @param grid the input's grid; none leaves the input as it is
     * @param weightBits 2 to 16: the weight's bit width, each output channel on the grid of its own range; 0 leaves the
     *     weight as it is
     * @param stride 1 or 2
     * @param numerics which algorithms
     */
    public record Settings(Optional<QuantisationGrid> grid, int weightBits, int stride, Numerics numerics) {}

    /**
     * Applies it to the norm's operand.
     *
     * @param weight filters (K,C,R,S), R = S = 1 or 3
     * @param residual added to the convolution, of the result's shape
     * @return (N, ceil(H / stride), ceil(W / stride), K) in lane format
     * @throws IllegalArgumentException if the tape clips, and a quantiser follows a norm that is not constant, as it is in an
     *     attack in evaluation mode
     */
    public static Variable apply(
            Tape tape, ChannelNorm norm, Variable weight, Settings settings, Optional<Variable> residual) {
        ConvShape shape = ConvShape.of(norm.x().shape(), weight.shape(), settings.stride());
        residual.ifPresent(other -> other.value().requireShape("convolution: residual", shape.output()));
        if (tape.clips() && settings.grid().isPresent() && norm.needsSums()) {
            throw new IllegalArgumentException(
                    "convolution: the clipped straight-through estimator was found in training, expected evaluation mode"
                            + " and the input's gradient alone; use separate operations, or do not clip");
        }
        Application application =
                new Application(tape, norm, weight, settings, residual, new Convolution(shape, settings.numerics()));
        return application.forward();
    }

    /** One application, with what its two directions share. */
    private record Application(
            Tape tape,
            ChannelNorm norm,
            Variable weight,
            Settings settings,
            Optional<Variable> residual,
            Convolution convolution) {

        Variable forward() {
            if (!norm.isTraining()) {
                return forward(Optional.empty());
            }
            Shape output = convolution.shape().output();
            try (StatisticsCollector collector = new StatisticsCollector(tape.pool(), output)) {
                Variable y = forward(Optional.of(collector));
                tape.keep(y, collector.finish());
                return y;
            }
        }

        private Variable forward(Optional<StatisticsCollector> collector) {
            Tensor y = tape.allocate(convolution.shape().output());
            PreparedWeight prepared = tape.prepare(convolution, weight, settings.weightBits(), Use.FORWARD);
            Optional<LaneMask> known = clips() ? Optional.empty() : norm.mask();
            Optional<LaneMask> mask = needsMask() ? known.or(() -> Optional.of(newMask())) : Optional.empty();
            Prologue prologue = known.isEmpty() && mask.isPresent() ? prologue(mask.get()) : prologue();
            convolution.forward(tape.pool(), norm.x().value(), prologue, prepared, y, epilogue(y, collector));
            tape.release(weight, prepared);
            Variable[] operands =
                    residual.map(other -> norm.operands(weight, other)).orElseGet(() -> norm.operands(weight));
            return tape.record(y, saved(), (dy, gradients) -> backward(dy, mask, gradients), operands);
        }

        private Saved saved() {
            boolean readsInput = norm.needsSums() || weight.requiresGradient();
            return readsInput ? Saved.of(norm.x(), weight) : Saved.of(weight);
        }

        private Prologue prologue() {
            return norm.prologue(settings.grid());
        }

        private Prologue prologue(LaneMask mask) {
            return clips() ? prologue().withClippedMask(mask) : prologue().withMask(mask);
        }

        private boolean clips() {
            return tape.clips() && settings.grid().isPresent();
        }

        private boolean needsMask() {
            return norm.x().requiresGradient() && !norm.needsSums();
        }

        /**
         * A mask for this convolution to write. One that reads every value writes it for all behind the same norm. A 1x1
         * filter of stride 2 leaves the bits of what it skips undefined, so its mask is its own: there it passes a gradient
         * of zero, whatever the bit. A clipped mask is of this convolution's grid, and its own as well.
         */
        private LaneMask newMask() {
            LaneMask mask = tape.allocateMask(norm.x().shape());
            if (convolution.shape().readsEveryValue() && !clips()) {
                norm.save(mask);
            }
            return mask;
        }

        private BandEpilogue epilogue(Tensor y, Optional<StatisticsCollector> collector) {
            if (residual.isEmpty() && collector.isEmpty()) {
                return BandEpilogue.NONE;
            }
            return (block, firstRow, endRow, scratch) -> {
                residual.ifPresent(other -> Elementwise.addRows(other.value(), y, block, firstRow, endRow));
                collector.ifPresent(statistics -> statistics.addRows(y, block, firstRow, endRow, scratch));
            };
        }

        private void backward(Tensor dy, Optional<LaneMask> mask, Gradients gradients) {
            if (weight.requiresGradient()) {
                Tensor dweight = tape.allocate(weight.shape());
                convolution.weightGradient(tape.pool(), norm.x().value(), prologue(), dy, dweight);
                gradients.add(weight, dweight);
            }
            if (norm.needsSums()) {
                maskAndSum(dy, gradients);
            } else if (norm.x().requiresGradient()) {
                maskAndScale(dy, mask.orElseThrow(), gradients);
            }
            if (residual.isPresent() && residual.get().requiresGradient()) {
                gradients.add(residual.get(), dy);
            } else {
                tape.free(dy);
            }
        }

        private void maskAndSum(Tensor dy, Gradients gradients) {
            Tensor dx = tape.allocate(norm.x().shape());
            double[] sum = new double[norm.scale().length];
            double[] sumCentred = new double[norm.scale().length];
            try (GradientSums sums = new GradientSums(tape.pool(), norm.x().value(), norm.roundedMean())) {
                inputGradient(dy, dx, (block, first, end, scratch) -> {
                    NormReluGradient.maskRows(norm.x().value(), norm.scale(), norm.shift(), dx, block, first, end);
                    sums.addRows(dx, block, first, end, scratch);
                });
                sums.finish(sum, sumCentred);
            }
            norm.backward(tape, dx, sum, sumCentred, gradients);
        }

        private void maskAndScale(Tensor dy, LaneMask mask, Gradients gradients) {
            Tensor dx = tape.allocate(norm.x().shape());
            gradients.merge(
                    tape,
                    norm.x(),
                    dx,
                    present -> inputGradient(
                            dy,
                            dx,
                            (block, first, end, scratch) -> NormReluGradient.maskAndScaleRows(
                                    mask, norm.scale(), present, dx, block, first, end)));
        }

        private void inputGradient(Tensor dy, Tensor dx, BandEpilogue epilogue) {
            PreparedWeight prepared = tape.prepare(convolution, weight, settings.weightBits(), Use.INPUT_GRADIENT);
            convolution.inputGradient(tape.pool(), dy, prepared, dx, epilogue);
            tape.release(weight, prepared);
        }
    }
}
