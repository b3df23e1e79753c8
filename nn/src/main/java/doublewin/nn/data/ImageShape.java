package doublewin.nn.data;

import doublewin.engine.tensor.Shape;

/**
 * The shape of every image of a source.
 *
 * @param height pixels from top to bottom, at least 1
 * @param width pixels from left to right, at least 1
 * @param channels colours of a pixel, at least 1
 */
public record ImageShape(int height, int width, int channels) {
    /** Checks the ranges. */
    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("image shape: " + height + " x " + width + " pixels of " + channels
                    + " channels, expected at least 1 each");
        }
    }

    /** Bytes of one image, one a pixel and channel. */
    public int bytes() {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    /** The shape of a batch of such images in lane format. */
    public Shape lanes(int images) {
        return Shape.lanes(images, height, width, channels);
    }

    /** Such as {@code 32 x 32 x 3}. */
    @Override
    public String toString() {
        return height + " x " + width + " x " + channels;
    }
}
