package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.norm.ChannelStatistics;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;

/**
 * A batch norm that has its numbers but has not been applied: one multiply-add a channel,
 *
 * <pre>
 *   gamma * (x - mean) / sqrt(variance + epsilon) + beta  =  fma(x, scale, shift)
 *   scale = gamma / sqrt(variance + epsilon), rounded once
 *   shift = beta - mean * scale with that rounded scale, so that x = mean gives beta however large the mean
 * </pre>
 *
 * <p>{@link BatchNormOp} applies it as it stands; {@link NormReluConvOp} on the way into a convolution.
 */
public final class ChannelNorm {
    private final Variable x;
    private final Variable gamma;
    private final Variable beta;
    private final double[] mean;
    private final double[] inverseDeviation;
    private final float[] scale;
    private final float[] shift;
    private final Optional<ChannelStatistics> batch;
    private Optional<LaneMask> mask = Optional.empty();

    private ChannelNorm(
            Variable x,
            Variable gamma,
            Variable beta,
            double[] mean,
            double[] variance,
            double epsilon,
            Optional<ChannelStatistics> batch) {
        this.x = x;
        this.gamma = gamma;
        this.beta = beta;
        this.mean = mean;
        this.batch = batch;
        int channels = mean.length;
        inverseDeviation = new double[channels];
        scale = new float[channels];
        shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            inverseDeviation[c] = 1 / Math.sqrt(variance[c] + epsilon);
            scale[c] = (float) (gamma.value().get(c) * inverseDeviation[c]);
            shift[c] = (float) (beta.value().get(c) - mean[c] * scale[c]);
        }
    }

    /**
     * In training mode: each channel is normalised with the mean and the biased variance of this batch.
     *
     * @param x batch of feature maps in lane format, with at least 2 values a channel
     * @param gamma factors (C)
     * @param beta summands (C)
     * @param epsilon added to the variance, such as 1e-5
     * @throws NonFiniteException naming the first NaN or infinity of x, or the channel whose variance is beyond float's
     *     range, which running statistics could not collect
     */
    public static ChannelNorm training(Tape tape, Variable x, Variable gamma, Variable beta, double epsilon) {
        requireShapes(x, gamma, beta);
        if (count(x.shape()) < 2) {
            throw new IllegalArgumentException("batch norm: training needs more than one value a channel, found one "
                    + "image of 1 x 1; use more images or evaluation mode");
        }
        ChannelStatistics batch = tape.statistics(x);
        requireFinite(tape, x, batch);
        return new ChannelNorm(x, gamma, beta, batch.mean(), batch.variance(), epsilon, Optional.of(batch));
    }

    /**
     * In evaluation mode: each channel is normalised with running statistics, which are constants.
     *
     * @param x batch of feature maps in lane format; the others are vectors (C)
     * @param epsilon added to the variance, such as 1e-5
     */
    public static ChannelNorm evaluation(
            Variable x, Variable gamma, Variable beta, Tensor runningMean, Tensor runningVariance, double epsilon) {
        requireShapes(x, gamma, beta);
        Shape vector = Shape.of(x.shape().channels());
        runningMean.requireShape("batch norm: running mean", vector);
        runningVariance.requireShape("batch norm: running variance", vector);
        double[] mean = doubles(runningMean);
        return new ChannelNorm(x, gamma, beta, mean, doubles(runningVariance), epsilon, Optional.empty());
    }

    /** Without it a channel whose variance overflows would be divided by infinity: dead, and nobody told. */
    private static void requireFinite(Tape tape, Variable x, ChannelStatistics batch) {
        for (int c = 0; c < batch.variance().length; c++) {
            double unbiased = unbiased(batch.variance()[c], count(x.shape()));
            if (!(unbiased <= Float.MAX_VALUE)) {
                // If a value is to blame, this search throws and tells where it is.
                RangeFinder.perTensor(tape.pool(), x.value());
                throw new NonFiniteException("batch norm: channel " + c + " has variance " + unbiased
                        + ", expected at most " + Float.MAX_VALUE);
            }
        }
    }

    private static void requireShapes(Variable x, Variable gamma, Variable beta) {
        if (!x.shape().isLanes()) {
            throw new IllegalArgumentException(
                    "batch norm: input has shape " + x.shape() + ", expected a batch in lane format; pack it first");
        }
        Shape vector = Shape.of(x.shape().channels());
        gamma.value().requireShape("batch norm: gamma", vector);
        beta.value().requireShape("batch norm: beta", vector);
    }

    /** Values a channel: images * height * width. */
    private static int count(Shape shape) {
        return Math.multiplyExact(shape.images(), shape.height() * shape.width());
    }

    /** What this batch was found to be, in training mode. */
    public Optional<ChannelStatistics> batch() {
        return batch;
    }

    /** The batch's variance divided by count - 1, which running statistics collect; in training mode. */
    public double unbiasedVariance(int channel) {
        return unbiased(batch.orElseThrow().variance()[channel], count(x.shape()));
    }

    private static double unbiased(double variance, double count) {
        return variance * count / (count - 1);
    }

    /**
     * The range of relu(fma(x, scale, shift)) over the batch, in training mode.
     *
     * @throws NonFiniteException naming the first NaN or infinity and its place
     */
    public Range reluRange(Tape tape) {
        Range range = batch.orElseThrow().reluRange(scale, shift);
        if (Float.isFinite(range.min()) && Float.isFinite(range.max())) {
            return range;
        }
        // Something has gone wrong, and the values themselves tell where.
        Tensor activation = tape.allocate(x.shape());
        BatchNorm.apply(tape.pool(), x.value(), scale, shift, activation);
        Relu.forward(tape.pool(), activation, activation);
        return RangeFinder.perTensor(tape.pool(), activation);
    }

    Variable x() {
        return x;
    }

    float[] scale() {
        return scale;
    }

    float[] shift() {
        return shift;
    }

    float[] roundedMean() {
        float[] floats = new float[mean.length];
        for (int c = 0; c < floats.length; c++) {
            floats[c] = (float) mean[c];
        }
        return floats;
    }

    boolean isTraining() {
        return batch.isPresent();
    }

    /** Operands, as a tape records them. */
    Variable[] operands(Variable... more) {
        Variable[] all = new Variable[3 + more.length];
        all[0] = x;
        all[1] = gamma;
        all[2] = beta;
        System.arraycopy(more, 0, all, 3, more.length);
        return all;
    }

    /** Whether the backward pass needs sums over the gradient, and hence x. */
    boolean needsSums() {
        return isTraining() || gamma.requiresGradient() || beta.requiresGradient();
    }

    Prologue prologue(Optional<QuantisationGrid> grid) {
        return grid.map(values -> Prologue.normReluQuantise(scale, shift, values))
                .orElseGet(() -> Prologue.normRelu(scale, shift));
    }

    /** Where relu passes, one bit a value: empty until a prologue saves it. */
    Optional<LaneMask> mask() {
        return mask;
    }

    void save(LaneMask saved) {
        mask = Optional.of(saved);
    }

    /**
     * Passes on the gradient dy of the normalised batch, which it overwrites. With M = count and d = 1 / sqrt(variance
     * + epsilon), by channel, where sums go over images and pixels:
     *
     * <pre>
     *   dbeta  = sum(dy)
     *   dgamma = d * sum(dy * (x - mean))
     *   training    dx = gamma * d * (dy - sum(dy) / M - (x - mean) * d^2 * sum(dy * (x - mean)) / M) = a * dy + b * x + c
     *   evaluation  dx = scale * dy
     * </pre>
     *
     * @param sum of dy, by channel
     * @param sumCentred of dy * (x - mean), by channel
     */
    void backward(Tape tape, Tensor dy, double[] sum, double[] sumCentred, Gradients gradients) {
        addParameterGradients(tape, sum, sumCentred, gradients);
        if (!x.requiresGradient()) {
            tape.free(dy);
            return;
        }
        if (!isTraining()) {
            scaleGradient(tape, dy, gradients);
            return;
        }
        int channels = mean.length;
        int count = count(x.shape());
        float[] b = new float[channels];
        float[] c = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double d = inverseDeviation[channel];
            b[channel] = (float) (-scale[channel] * d * d * sumCentred[channel] / count);
            c[channel] = (float) (-scale[channel] * sum[channel] / count - b[channel] * mean[channel]);
        }
        gradients.merge(
                tape, x, dy, present -> BatchNorm.inputGradient(tape.pool(), x.value(), dy, scale, b, c, present, dy));
    }

    /** The gradient of x in evaluation mode, where gamma and beta are constants. */
    void scaleGradient(Tape tape, Tensor dy, Gradients gradients) {
        BatchNorm.scaleGradient(tape.pool(), dy, scale, dy);
        gradients.add(x, dy);
    }

    private void addParameterGradients(Tape tape, double[] sum, double[] sumCentred, Gradients gradients) {
        if (gamma.requiresGradient()) {
            Tensor dgamma = tape.allocate(gamma.shape());
            for (int c = 0; c < scale.length; c++) {
                dgamma.set(c, (float) (inverseDeviation[c] * sumCentred[c]));
            }
            gradients.add(gamma, dgamma);
        }
        if (beta.requiresGradient()) {
            Tensor dbeta = tape.allocate(beta.shape());
            for (int c = 0; c < scale.length; c++) {
                dbeta.set(c, (float) sum[c]);
            }
            gradients.add(beta, dbeta);
        }
    }

    private static double[] doubles(Tensor vector) {
        double[] values = new double[vector.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }
}
