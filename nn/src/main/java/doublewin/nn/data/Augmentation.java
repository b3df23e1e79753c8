package doublewin.nn.data;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;

/**
 * How one training image is shown: cropped, at its own size, out of an image with black pixels added on each side (before
 * normalisation), then perhaps mirrored.
 *
 * @param down rows by which the crop lies below the image, negative above
 * @param right columns by which the crop lies right of the image, negative left
 * @param flipped whether the crop is mirrored horizontally
 */
public record Augmentation(int down, int right, boolean flipped) {
    /** Shows the image as it is. */
    public static final Augmentation NONE = new Augmentation(0, 0, false);

    /** How a data set's training images are augmented. */
    public enum Rule {
        /** Not at all. */
        NONE {
            @Override
            public Augmentation draw(long seed, int epoch, int image) {
                return Augmentation.NONE;
            }
        },
        /** Cropped with four black pixels on each side, and mirrored with probability 1/2: CIFAR-10's custom. */
        CROP_AND_FLIP {
            @Override
            public Augmentation draw(long seed, int epoch, int image) {
                RandomKey key = RandomKey.of(seed, Purpose.AUGMENTATION)
                        .withEpoch(epoch)
                        .withImage(image);
                RandomStream random = new RandomStream(key);
                int top = random.below(2 * PADDING + 1);
                int left = random.below(2 * PADDING + 1);
                return new Augmentation(top - PADDING, left - PADDING, random.below(2) == 1);
            }
        };

        private static final int PADDING = 4;

        /** The draw for an image: a pure function of seed, epoch and image id, uniform over all that the rule allows. */
        public abstract Augmentation draw(long seed, int epoch, int image);
    }
}
