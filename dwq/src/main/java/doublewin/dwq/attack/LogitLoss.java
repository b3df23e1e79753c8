package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;

/** What an attack raises: a loss of each image as a function of its own logits. */
public interface LogitLoss {
    /**
     * The loss of each image.
     *
     * @param logits (images, 1, 1, classes) in lane format
     * @param labels the true class of each image
     * @param losses overwritten, one an image
     */
    void losses(Tensor logits, int[] labels, float[] losses);

    /**
     * The gradient by the logits of the losses' sum.
     *
     * @param dlogits overwritten, of the shape of {@code logits}; zero in unused lanes
     * @return how many images have a loss to raise; where it is 0, all of {@code dlogits} is 0
     */
    int gradient(Tensor logits, int[] labels, Tensor dlogits);

    /**
     * The same loss of some of the images it is of, in the order given; a loss that treats all images alike is its own.
     *
     * @param positions of the images in the batch that this loss is of
     */
    default LogitLoss at(int[] positions) {
        return this;
    }
}
