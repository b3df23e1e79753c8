package doublewin.nn;

import doublewin.engine.tensor.Shape;

/** The images that the networks are made for. */
final class InputImages {
    static final int SIDE = 32;
    static final int CHANNELS = 3;

    private InputImages() {}

    static void require(String network, Shape x) {
        if (!x.isLanes() || x.height() != SIDE || x.width() != SIDE || x.channels() != CHANNELS) {
            throw new IllegalArgumentException(network + ": input has shape " + x
                    + ", expected a batch in lane format of 32 x 32 images with 3 channels (blocks, 32, 32, 3, 16)");
        }
    }
}
