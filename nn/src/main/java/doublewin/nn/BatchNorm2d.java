package doublewin.nn;

import doublewin.engine.autograd.ChannelNorm;
import doublewin.engine.autograd.Tape;
import doublewin.engine.autograd.Variable;
import doublewin.engine.kernel.norm.ChannelStatistics;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Batch norm with a learnt factor and summand a channel, one for all precisions.
 *
 * <p>A training pass normalises with the batch's mean and biased variance, and moves the running statistics a tenth of
 * the way to the batch's mean and <em>unbiased</em> variance, as the official code does; it does so whatever the tape
 * differentiates, hence in the forward passes of an attack in training mode, too. Other passes normalise with the running
 * statistics.
 */
public final class BatchNorm2d implements Norm {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    /** Weight of the new batch in the running statistics. */
    public static final double MOMENTUM = 0.1;

    private final Tensor weight;
    private final Tensor bias;
    private final Tensor runningMean;
    private final Tensor runningVariance;

    /** A batch norm that changes nothing yet: weight and running variance 1, bias and running mean 0. */
    public BatchNorm2d(int channels) {
        Shape vector = Shape.of(channels);
        weight = Tensor.zeros(vector);
        weight.fill(1);
        bias = Tensor.zeros(vector);
        runningMean = Tensor.zeros(vector);
        runningVariance = Tensor.zeros(vector);
        runningVariance.fill(1);
    }

    /** In a training pass, a batch must have more than one value a channel. */
    @Override
    public ChannelNorm norm(Tape tape, Variable x, Precision precision, Pass pass) {
        Variable gamma = tape.parameter(weight);
        Variable beta = tape.parameter(bias);
        return switch (pass) {
            case TRAINING -> {
                ChannelNorm norm = ChannelNorm.training(tape, x, gamma, beta, EPSILON);
                updateRunning(norm);
                yield norm;
            }
            case EVALUATION, UNQUANTISED ->
                ChannelNorm.evaluation(x, gamma, beta, runningMean, runningVariance, EPSILON);
        };
    }

    private void updateRunning(ChannelNorm norm) {
        ChannelStatistics batch = norm.batch().orElseThrow();
        for (int channel = 0; channel < runningMean.elements(); channel++) {
            move(runningMean, channel, batch.mean()[channel]);
            move(runningVariance, channel, norm.unbiasedVariance(channel));
        }
    }

    /** In double and rounded once, as PyTorch does it. */
    private static void move(Tensor running, int channel, double batch) {
        running.set(channel, (float) (MOMENTUM * batch + (1 - MOMENTUM) * running.get(channel)));
    }

    @Override
    public void visit(String name, StateVisitor visitor) {
        visitor.parameter(Module.join(name, "weight"), weight);
        visitor.parameter(Module.join(name, "bias"), bias);
        visitor.buffer(Module.join(name, "running_mean"), runningMean);
        visitor.buffer(Module.join(name, "running_var"), runningVariance);
    }
}
