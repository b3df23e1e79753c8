package doublewin.nn.data;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Turns images of a source into the input of a network: normalised, one image a lane, with unused lanes zero. What an
 * image becomes depends on the image and, where it is augmented, on (seed, epoch, image id), never on the batch it is
 * in. Not thread-safe.
 */
public final class BatchLoader {
    private final ImageSource source;
    private final Normalisation normalisation;
    private final Augmentation.Rule augmentation;
    private final byte[] pixels;

    /**
     * A loader.
     *
     * @param normalisation with a mean and a deviation for each channel of the source
     * @param augmentation of training images
     */
    public BatchLoader(ImageSource source, Normalisation normalisation, Augmentation.Rule augmentation) {
        if (normalisation.channels() != source.shape().channels()) {
            throw new IllegalArgumentException("batch loader: the normalisation has " + normalisation.channels()
                    + " channels, expected " + source.shape().channels() + " as " + source.name() + " has");
        }
        this.source = source;
        this.normalisation = normalisation;
        this.augmentation = augmentation;
        this.pixels = new byte[source.shape().bytes()];
    }

    /** Where images come from. */
    public ImageSource source() {
        return source;
    }

    /** How pixels become the network's input. */
    public Normalisation normalisation() {
        return normalisation;
    }

    /** The shape of a batch of this many images, in lane format. */
    public Shape shape(int images) {
        return source.shape().lanes(images);
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
            put(images[n], n, augmentation.draw(seed, epoch, images[n]), x);
        }
    }

    /** The labels of images, in the order of their ids. */
    public int[] labels(int[] images) {
        int[] labels = new int[images.length];
        for (int n = 0; n < images.length; n++) {
            labels[n] = source.label(images[n]);
        }
        return labels;
    }

    private void start(String what, int[] images, Tensor x) {
        x.requireShape(what, shape(images.length));
        for (int image : images) {
            if (image < 0 || image >= source.size()) {
                throw new IllegalArgumentException(
                        what + ": image " + image + " asked for, " + source.name() + " has " + source.size());
            }
        }
        int used = images.length % Shape.LANES;
        if (used != 0) {
            int block = source.shape().bytes() * Shape.LANES;
            int end = x.offset() + x.elements();
            Arrays.fill(x.array(), end - block, end, 0f);
        }
    }

    /** Writes every pixel of one image into lane n % 16 of block n / 16. */
    private void put(int image, int n, Augmentation shown, Tensor x) {
        source.read(image, pixels);
        int height = source.shape().height();
        int width = source.shape().width();
        int channels = source.shape().channels();
        float[] out = x.array();
        int pixelStride = channels * Shape.LANES;
        int start = x.offset() + n / Shape.LANES * height * width * pixelStride + n % Shape.LANES;
        int direction = shown.flipped() ? -1 : 1;
        int firstColumn = shown.right() + (shown.flipped() ? width - 1 : 0);
        for (int c = 0; c < channels; c++) {
            float black = normalisation.value(c, 0);
            for (int h = 0; h < height; h++) {
                int row = h + shown.down();
                boolean outside = row < 0 || row >= height;
                int target = start + h * width * pixelStride + c * Shape.LANES;
                int column = firstColumn;
                for (int w = 0; w < width; w++) {
                    out[target] = outside || column < 0 || column >= width
                            ? black
                            : normalisation.value(c, pixels[(c * height + row) * width + column] & 0xff);
                    target += pixelStride;
                    column += direction;
                }
            }
        }
    }
}
