package doublewin.engine.autograd;

import doublewin.engine.kernel.BatchNorm;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Batch norm in training mode: each channel is normalised with the mean and variance of this batch. Saves its input,
 * gamma, and three numbers a channel.
 */
public final class BatchNormTrainingOp {
    private BatchNormTrainingOp() {}

    /**
     * The normalised batch and what it was normalised with.
     *
     * @param output of the input's shape
     * @param mean by channel
     * @param variance by channel, biased: divided by {@code count}
     * @param count values a channel: images * height * width, at least 2
     */
    public record Result(Variable output, double[] mean, double[] variance, int count) {
        /** The variance divided by count - 1, which running statistics collect. */
        public double unbiasedVariance(int channel) {
            return variance[channel] * count / (count - 1);
        }
    }

    /**
     * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, by channel.
     *
     * @param x batch of feature maps in lane format
     * @param gamma factors (C)
     * @param beta summands (C)
     * @param epsilon added to the variance, such as 1e-5
     */
    public static Result apply(Tape tape, Variable x, Variable gamma, Variable beta, double epsilon) {
        ChannelAffine.requireShapes(x, gamma, beta);
        Shape shape = x.shape();
        int count = Math.multiplyExact(shape.images(), shape.height() * shape.width());
        if (count < 2) {
            throw new IllegalArgumentException("batch norm: training needs more than one value a channel, found one "
                    + "image of 1 x 1; use more images or evaluation mode");
        }
        double[] mean = new double[shape.channels()];
        double[] variance = new double[shape.channels()];
        BatchNorm.statistics(tape.pool(), x.value(), mean, variance);
        ChannelAffine affine = ChannelAffine.of(gamma.value(), beta.value(), mean, variance, epsilon);
        Tensor y = tape.allocate(shape);
        BatchNorm.apply(tape.pool(), x.value(), affine.scale(), affine.shift(), y);
        BackwardRule rule = (dy, gradients) -> backward(tape, x, gamma, beta, affine, mean, count, dy, gradients);
        return new Result(tape.record(y, rule, x, gamma, beta), mean, variance, count);
    }

    /**
     * With M = count and d = 1 / sqrt(variance + epsilon), by channel:
     *
     * <pre>
     *   dbeta  = sum(dy)
     *   dgamma = d * sum(dy * (x - mean))
     *   dx     = gamma * d * (dy - sum(dy) / M - (x - mean) * d^2 * sum(dy * (x - mean)) / M) = a * dy + b * x + c
     * </pre>
     */
    private static void backward(
            Tape tape,
            Variable x,
            Variable gamma,
            Variable beta,
            ChannelAffine affine,
            double[] mean,
            int count,
            Tensor dy,
            Gradients gradients) {
        int channels = mean.length;
        double[] sum = new double[channels];
        double[] sumCentred = new double[channels];
        BatchNorm.gradientSums(tape.pool(), x.value(), dy, ChannelAffine.rounded(mean), sum, sumCentred);
        affine.addParameterGradients(tape, gamma, beta, sum, sumCentred, gradients);
        if (!x.requiresGradient()) {
            return;
        }
        float[] a = affine.scale();
        float[] b = new float[channels];
        float[] c = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double d = affine.inverseDeviation()[channel];
            b[channel] = (float) (-a[channel] * d * d * sumCentred[channel] / count);
            c[channel] = (float) (-a[channel] * sum[channel] / count - b[channel] * mean[channel]);
        }
        BatchNorm.inputGradient(tape.pool(), x.value(), dy, a, b, c, dy);
        gradients.add(x, dy);
    }
}
