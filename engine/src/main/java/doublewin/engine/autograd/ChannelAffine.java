package doublewin.engine.autograd;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Batch norm as one multiply-add a channel:
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta = fma(x, scale, shift).
 *
 * @param inverseDeviation 1 / sqrt(variance + epsilon), by channel
 * @param scale gamma / sqrt(variance + epsilon), rounded once
 * @param shift beta - mean * scale with that rounded scale, so that x = mean gives beta however large the mean
 */
record ChannelAffine(double[] inverseDeviation, float[] scale, float[] shift) {

    /** Of statistics in double; gamma and beta are vectors (C). */
    static ChannelAffine of(Tensor gamma, Tensor beta, double[] mean, double[] variance, double epsilon) {
        int channels = mean.length;
        ChannelAffine affine = new ChannelAffine(new double[channels], new float[channels], new float[channels]);
        for (int c = 0; c < channels; c++) {
            affine.inverseDeviation[c] = 1 / Math.sqrt(variance[c] + epsilon);
            affine.scale[c] = (float) (gamma.get(c) * affine.inverseDeviation[c]);
            affine.shift[c] = (float) (beta.get(c) - mean[c] * affine.scale[c]);
        }
        return affine;
    }

    /** Checks the operands of a batch norm: x in lane format, the others vectors of its channels. */
    static void requireShapes(Variable x, Variable gamma, Variable beta) {
        if (!x.shape().isLanes()) {
            throw new IllegalArgumentException(
                    "batch norm: input has shape " + x.shape() + ", expected a batch in lane format; pack it first");
        }
        Shape vector = Shape.of(x.shape().channels());
        gamma.value().requireShape("batch norm: gamma", vector);
        beta.value().requireShape("batch norm: beta", vector);
    }

    /** Adds the gradients of gamma and beta, for the ones that require one, from sums over images and pixels. */
    void addParameterGradients(
            Tape tape,
            Variable gamma,
            Variable beta,
            double[] sumGradient,
            double[] sumCentredGradient,
            Gradients gradients) {
        int channels = scale.length;
        if (gamma.requiresGradient()) {
            Tensor dgamma = tape.allocate(gamma.shape());
            for (int c = 0; c < channels; c++) {
                dgamma.set(c, (float) (inverseDeviation[c] * sumCentredGradient[c]));
            }
            gradients.add(gamma, dgamma);
        }
        if (beta.requiresGradient()) {
            Tensor dbeta = tape.allocate(beta.shape());
            for (int c = 0; c < channels; c++) {
                dbeta.set(c, (float) sumGradient[c]);
            }
            gradients.add(beta, dbeta);
        }
    }

    static float[] rounded(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
