package doublewin.engine.autograd;

import doublewin.engine.kernel.BatchNorm;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Batch norm in evaluation mode: each channel is normalised with running statistics, which are constants. Saves one
 * number a channel, and its input only where gamma or beta requires a gradient.
 */
public final class BatchNormEvaluationOp {
    private BatchNormEvaluationOp() {}

    /**
     * y = gamma * (x - runningMean) / sqrt(runningVariance + epsilon) + beta, by channel.
     *
     * @param x batch of feature maps in lane format; the other tensors are vectors (C)
     * @param epsilon added to the variance, such as 1e-5
     */
    public static Variable apply(
            Tape tape,
            Variable x,
            Variable gamma,
            Variable beta,
            Tensor runningMean,
            Tensor runningVariance,
            double epsilon) {
        ChannelAffine.requireShapes(x, gamma, beta);
        Shape vector = Shape.of(x.shape().channels());
        runningMean.requireShape("batch norm: running mean", vector);
        runningVariance.requireShape("batch norm: running variance", vector);
        double[] mean = doubles(runningMean);
        ChannelAffine affine = ChannelAffine.of(gamma.value(), beta.value(), mean, doubles(runningVariance), epsilon);
        Tensor y = tape.allocate(x.shape());
        BatchNorm.apply(tape.pool(), x.value(), affine.scale(), affine.shift(), y);
        return tape.record(y, rule(tape, x, gamma, beta, affine, mean), x, gamma, beta);
    }

    /** dbeta = sum(dy); dgamma = sum(dy * (x - mean)) / sqrt(variance + epsilon); dx = scale * dy. */
    private static BackwardRule rule(
            Tape tape, Variable x, Variable gamma, Variable beta, ChannelAffine affine, double[] mean) {
        if (!gamma.requiresGradient() && !beta.requiresGradient()) {
            return (dy, gradients) -> inputGradient(tape, x, affine.scale(), dy, gradients);
        }
        return (dy, gradients) -> {
            double[] sum = new double[mean.length];
            double[] sumCentred = new double[mean.length];
            BatchNorm.gradientSums(tape.pool(), x.value(), dy, ChannelAffine.rounded(mean), sum, sumCentred);
            affine.addParameterGradients(tape, gamma, beta, sum, sumCentred, gradients);
            if (x.requiresGradient()) {
                inputGradient(tape, x, affine.scale(), dy, gradients);
            }
        };
    }

    private static void inputGradient(Tape tape, Variable x, float[] scale, Tensor dy, Gradients gradients) {
        BatchNorm.scaleGradient(tape.pool(), dy, scale, dy);
        gradients.add(x, dy);
    }

    private static double[] doubles(Tensor vector) {
        double[] values = new double[vector.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }
}
