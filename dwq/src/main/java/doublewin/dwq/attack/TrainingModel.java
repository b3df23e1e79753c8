package doublewin.dwq.attack;

import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Gradients;
import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.autograd.Tape;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FiniteCheck;
import doublewin.nn.Layer;
import doublewin.nn.Pass;
import doublewin.nn.Precision;

/**
 * A network in training mode at one precision, as the official code's training attacks it: batch norm uses the batch's
 * statistics, and every pass updates running statistics and ranges. So an image's gradient depends on its batch.
 *
 * @param network from images in lane format to logits (images, 1, 1, classes)
 * @param classes number of classes
 * @param precision of every pass
 * @param pool that computes
 * @param arena gets back the memory of every pass before it returns
 * @param weights shared by passes and caller, and the caller's to clear when a parameter has changed
 */
public record TrainingModel(
        Layer network, int classes, Precision precision, WorkerPool pool, Arena arena, PreparedWeights weights)
        implements DifferentiableModel {
    @Override
    public void logits(Tensor x, Tensor logits) {
        Arena.Mark mark = arena.mark();
        logits.copyFrom(forward(GradientTarget.NONE, x).logits().value());
        arena.release(mark);
    }

    @Override
    public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
        Arena.Mark mark = arena.mark();
        ForwardPass pass = forward(GradientTarget.INPUT, x);
        logits.copyFrom(pass.logits().value());
        try {
            pass.differentiate(loss, labels, dx);
        } catch (NonFiniteException e) {
            throw new FiniteCheck(network, pool).inForwardPass(pass.tape(), e);
        }
        arena.release(mark);
    }

    /**
     * Looks by a pass of its own for where a gradient that is not finite comes from: one that differentiates the input alone
     * keeps nothing of the layers between.
     *
     * @throws NonFiniteException naming the parameter nearest to the loss whose gradient is not finite, if there is one
     */
    void requireFiniteGradients(Tensor x, int[] labels, LogitLoss loss) {
        ForwardPass pass = forward(GradientTarget.PARAMETERS, x);
        Tensor seed = arena.allocate(pass.logits().shape());
        loss.gradient(pass.logits().value(), labels, seed);
        Gradients gradients = pass.tape().backward(pass.logits(), seed);
        new FiniteCheck(network, pool).requireFiniteGradients(pass.tape(), gradients);
    }

    private ForwardPass forward(GradientTarget target, Tensor x) {
        Tape tape = new Tape(arena, pool, target, weights);
        try {
            return ForwardPass.of(tape, network, x, precision, Pass.TRAINING);
        } catch (NonFiniteException e) {
            throw new FiniteCheck(network, pool).inForwardPass(tape, e);
        }
    }
}
