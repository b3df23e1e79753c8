package doublewin.dwq.attack;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.point.Perturbation;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * One step of projected gradient ascent (Madry et al., 2018) in the Linf ball: delta moves by alpha along the sign of
 * the loss's gradient at x + delta, then back into +-epsilon, then so that x + delta is a valid image. Attacks in
 * training and in evaluation take the same step against models in the one mode or the other.
 *
 * @param bounds epsilon, alpha and the box of valid images
 * @param pool that computes
 * @param arena gets back what a step takes
 */
public record SignStep(PerturbationBounds bounds, WorkerPool pool, Arena arena) {
    /** Told of a gradient before it is followed. */
    @FunctionalInterface
    interface Witness {
        /**
         * Looks at a step.
         *
         * @param logits of x + delta
         * @param dx the loss's gradient there
         */
        void see(Tensor logits, Tensor dx);
    }

    /**
     * Takes a step with all images.
     *
     * @param x clean images in lane format
     * @param labels the true class of each image
     * @param delta the perturbation before, then after
     */
    public void take(DifferentiableModel model, Tensor x, int[] labels, LogitLoss loss, Tensor delta) {
        take(model, x, labels, loss, delta, (logits, dx) -> {});
    }

    void take(DifferentiableModel model, Tensor x, int[] labels, LogitLoss loss, Tensor delta, Witness witness) {
        Arena.Mark mark = arena.mark();
        Tensor perturbed = arena.allocate(x.shape());
        Elementwise.add(pool, x, delta, perturbed);
        Tensor logits = arena.allocate(Shape.lanes(labels.length, 1, 1, model.classes()));
        Tensor dx = arena.allocate(x.shape());
        model.gradient(perturbed, labels, loss, logits, dx);
        witness.see(logits, dx);
        Perturbation.step(pool, x, dx, bounds, delta);
        arena.release(mark);
    }
}
