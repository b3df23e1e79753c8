package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;

/** What an attack asks about perturbed images of a batch: how far they have come. It knows their labels. */
public interface Objective {
    /**
     * Evaluates images.
     *
     * @param x normalised images in lane format
     * @param scores overwritten, of as many images
     */
    void evaluate(Tensor x, Scores scores);

    /** The objective of some of the batch's images, in the order given. */
    Objective at(int[] positions);
}
