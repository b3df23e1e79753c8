package doublewin.nn;

import doublewin.engine.tensor.Shape;
import doublewin.nn.data.ImageShape;

/** Checks that a network gets the images that it was made for. */
final class InputImages {
    private final String network;
    private final ImageShape shape;

    /**
     * A check.
     *
     * @param network its name, for messages
     * @param reduction how many times smaller than the image its last map is
     * @throws IllegalArgumentException if the images are not square, or their side is no multiple of the reduction
     */
    InputImages(String network, ImageShape shape, int reduction) {
        if (shape.height() != shape.width() || shape.height() % reduction != 0) {
            throw new IllegalArgumentException(network + ": images are " + shape
                    + ", expected square ones whose side is a multiple of " + reduction);
        }
        this.network = network;
        this.shape = shape;
    }

    void require(Shape x) {
        boolean fits = x.isLanes()
                && x.height() == shape.height()
                && x.width() == shape.width()
                && x.channels() == shape.channels();
        if (!fits) {
            throw new IllegalArgumentException(network + ": input has shape " + x + ", expected a batch of " + shape
                    + " images in lane format (blocks, height, width, channels, 16)");
        }
    }
}
