package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;

/** A classifier that an attacker can differentiate. */
public interface DifferentiableModel extends TargetModel {
    /**
     * Classifies images, and differentiates a loss of each by its pixels.
     *
     * @param x normalised images in lane format
     * @param labels the true class of each image
     * @param loss a function of the logits, summed over the images
     * @param logits overwritten, (images, 1, 1, classes) in lane format
     * @param dx overwritten with the gradient by {@code x}, zero for an image whose loss has none; in training
     *     mode only where no image has one, since batch norm lets every loss depend on every image
     */
    void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx);
}
