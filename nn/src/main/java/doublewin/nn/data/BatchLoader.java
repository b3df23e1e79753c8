package doublewin.nn.data;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Turns images of a set into the input of a network: normalised, one image a lane, with unused lanes zero. What an
 * image becomes depends on the image and, where it is augmented, on (seed, epoch, image id), never on the batch it is
 * in.
 */
public final class BatchLoader {

    private static final int SIDE = ImageSet.SIDE;
    private static final int CHANNELS = ImageSet.CHANNELS;

    private final ImageSet set;
    private final Normalisation normalisation;

    /** A loader for a set; the normalisation must have three channels. */
    public BatchLoader(ImageSet set, Normalisation normalisation) {
        if (normalisation.channels() != CHANNELS) {
            throw new IllegalArgumentException("batch loader: the normalisation has " + normalisation.channels()
                    + " channels, expected " + CHANNELS);
        }
        this.set = set;
        this.normalisation = normalisation;
    }

    /** The set that images come from. */
    public ImageSet set() {
        return set;
    }

    public ImageSet source() {
        return set;
    }

    /** How pixels become the network's input. */
    public Normalisation normalisation() {
        return normalisation;
    }

    /** The shape of a batch of this many images: {@code Shape.lanes(images, 32, 32, 3)}. */
    public static Shape shapeOf(int images) {
        return Shape.lanes(images, SIDE, SIDE, CHANNELS);
    }

    public Shape shape(int images) {
        return shapeOf(images);
    }

    /**
     * Loads images as they are.
     *
     * @param images ids of the images, in the order of the lanes
     * @param x overwritten, of {@code shape(images.length)}
     */
    public void load(int[] images, Tensor x) {
        start("batch", images, x);
        for (int n = 0; n < images.length; n++) {
            put(images[n], n, Augmentation.NONE, x);
        }
    }

    /** Loads images as training shows them in an epoch; otherwise as {@link #load}. */
    public void loadAugmented(int[] images, long seed, int epoch, Tensor x) {
        start("augmented batch", images, x);
        for (int n = 0; n < images.length; n++) {
            put(images[n], n, Augmentation.draw(seed, epoch, images[n]), x);
        }
    }

    /** The labels of images, in the order of their ids. */
    public int[] labels(int[] images) {
        int[] labels = new int[images.length];
        for (int n = 0; n < images.length; n++) {
            labels[n] = set.label(images[n]);
        }
        return labels;
    }

    private void start(String what, int[] images, Tensor x) {
        x.requireShape(what, shape(images.length));
        for (int image : images) {
            if (image < 0 || image >= set.size()) {
                throw new IllegalArgumentException(
                        what + ": image " + image + " asked for, " + set.name() + " has " + set.size());
            }
        }
        int used = images.length % Shape.LANES;
        if (used != 0) {
            int block = SIDE * SIDE * CHANNELS * Shape.LANES;
            int end = x.offset() + x.elements();
            Arrays.fill(x.array(), end - block, end, 0f);
        }
    }

    /** Writes every pixel of one image into lane n % 16 of block n / 16. */
    private void put(int image, int n, Augmentation shown, Tensor x) {
        byte[] pixels = set.pixels();
        float[] out = x.array();
        int pixelStep = CHANNELS * Shape.LANES;
        int start = x.offset() + n / Shape.LANES * SIDE * SIDE * pixelStep + n % Shape.LANES;
        int direction = shown.flipped() ? -1 : 1;
        int firstColumn = shown.left() - Augmentation.PADDING + (shown.flipped() ? SIDE - 1 : 0);
        for (int c = 0; c < CHANNELS; c++) {
            int plane = (image * CHANNELS + c) * SIDE * SIDE;
            float black = normalisation.value(c, 0);
            for (int h = 0; h < SIDE; h++) {
                int row = h + shown.top() - Augmentation.PADDING;
                boolean outside = row < 0 || row >= SIDE;
                int target = start + h * SIDE * pixelStep + c * Shape.LANES;
                int column = firstColumn;
                for (int w = 0; w < SIDE; w++) {
                    out[target] = outside || column < 0 || column >= SIDE
                            ? black
                            : normalisation.value(c, pixels[plane + row * SIDE + column] & 0xff);
                    target += pixelStep;
                    column += direction;
                }
            }
        }
    }
}
