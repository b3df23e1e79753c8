package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;

/** An objective whose loss has a gradient by the pixels. */
public interface DifferentiableObjective extends Objective {
    /**
     * Evaluates images, and differentiates the loss of each.
     *
     * @param x normalised images in lane format
     * @param scores overwritten, of as many images; the same as {@link #evaluate}'s
     * @param dx overwritten with the gradient by {@code x}
     */
    void gradient(Tensor x, Scores scores, Tensor dx);

    @Override
    DifferentiableObjective at(int[] positions);
}
