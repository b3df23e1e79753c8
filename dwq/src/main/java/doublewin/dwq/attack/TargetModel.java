package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;

/** What an attacker can ask of a classifier without looking into it. */
public interface TargetModel {
    /** Number of classes. */
    int classes();

    /**
     * Classifies images.
     *
     * @param x normalised images in lane format
     * @param logits overwritten, (images, 1, 1, classes) in lane format
     */
    void logits(Tensor x, Tensor logits);
}
