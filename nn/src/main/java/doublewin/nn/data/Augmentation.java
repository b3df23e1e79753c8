package doublewin.nn.data;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;

/**
 * How one training image is shown: 32x32 pixels cropped out of 40x40 (four black pixels of padding on each side, before
 * normalisation), then perhaps mirrored. It is a pure function of seed, epoch and image id.
 *
 * @param top rows of the padded image above the crop, 0 to 8
 * @param left columns of the padded image left of the crop, 0 to 8
 * @param flipped whether the crop is mirrored horizontally
 */
public record Augmentation(int top, int left, boolean flipped) {

    /** Black pixels on each side. */
    public static final int PADDING = 4;

    /** Shows the image as it is. */
    public static final Augmentation NONE = new Augmentation(PADDING, PADDING, false);

    /** Checks the ranges. */
    public Augmentation {
        if (top < 0 || top > 2 * PADDING || left < 0 || left > 2 * PADDING) {
            throw new IllegalArgumentException(
                    "augmentation: crop at row " + top + ", column " + left + ", expected 0 to " + 2 * PADDING);
        }
    }

    /** The draw for an image: both offsets uniform, mirrored with probability 1/2. */
    public static Augmentation draw(long seed, int epoch, int image) {
        RandomKey key =
                RandomKey.of(seed, Purpose.AUGMENTATION).withEpoch(epoch).withImage(image);
        RandomStream random = new RandomStream(key);
        int top = random.below(2 * PADDING + 1);
        int left = random.below(2 * PADDING + 1);
        return new Augmentation(top, left, random.below(2) == 1);
    }
}
