package doublewin.engine.autograd;

import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.tensor.Tensor;

/** Batch norm by itself. Saves a few numbers a channel, and its input where the backward pass sums over it. */
public final class BatchNormOp {
    private BatchNormOp() {}

    /** y = fma(x, scale, shift), by channel. */
    public static Variable apply(Tape tape, ChannelNorm norm) {
        Variable x = norm.x();
        Tensor y = tape.allocate(x.shape());
        BatchNorm.apply(tape.pool(), x.value(), norm.scale(), norm.shift(), y);
        Saved saved = norm.needsSums() ? Saved.of(x) : Saved.NOTHING;
        return tape.record(y, saved, (dy, gradients) -> backward(tape, norm, dy, gradients), norm.operands());
    }

    private static void backward(Tape tape, ChannelNorm norm, Tensor dy, Gradients gradients) {
        if (!norm.needsSums()) {
            norm.scaleGradient(tape, dy, gradients);
            return;
        }
        int channels = dy.shape().channels();
        double[] sum = new double[channels];
        double[] sumCentred = new double[channels];
        BatchNorm.gradientSums(tape.pool(), norm.x().value(), dy, norm.roundedMean(), sum, sumCentred);
        norm.backward(tape, dy, sum, sumCentred, gradients);
    }
}
