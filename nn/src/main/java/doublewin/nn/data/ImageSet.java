package doublewin.nn.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Labelled colour images of 32x32 pixels, as bytes, in the order that CIFAR-10 stores them: image after image, in
 * each the red, the green and the blue plane, each plane row by row. Image ids are positions in the set.
 */
public final class ImageSet {

    /** Height and width of an image. */
    public static final int SIDE = 32;

    /** Colour channels: red, green, blue. */
    public static final int CHANNELS = 3;

    /** Bytes of one image. */
    public static final int IMAGE_BYTES = CHANNELS * SIDE * SIDE;

    private final String name;
    private final byte[] pixels;
    private final int[] labels;

    /**
     * A set over the given arrays, which it keeps without copying.
     *
     * @param pixels (images, 3, 32, 32) unsigned bytes
     * @param labels one class index an image, 0 or more
     */
    public ImageSet(String name, byte[] pixels, int[] labels) {
        if (pixels.length != (long) labels.length * IMAGE_BYTES) {
            throw new IllegalArgumentException("image set " + name + ": " + pixels.length + " pixel bytes, expected "
                    + (long) labels.length * IMAGE_BYTES + " for " + labels.length + " labels");
        }
        for (int image = 0; image < labels.length; image++) {
            if (labels[image] < 0) {
                throw new IllegalArgumentException("image set " + name + ": image " + image + " has label "
                        + labels[image] + ", expected 0 or more");
            }
        }
        this.name = name;
        this.pixels = pixels;
        this.labels = labels;
    }

    /** What the set is called in messages and provenance. */
    public String name() {
        return name;
    }

    public int classes() {
        return 10;
    }

    /** Number of images. */
    public int size() {
        return labels.length;
    }

    /** All pixels, (images, 3, 32, 32) unsigned bytes: the set's own array, not to be changed. */
    public byte[] pixels() {
        return pixels;
    }

    /** The class of an image. */
    public int label(int image) {
        return labels[image];
    }

    /** A copy of images {@code from} (included) to {@code to} (excluded); their ids start at 0 again. */
    public ImageSet subset(int from, int to) {
        if (from < 0 || to < from || to > size()) {
            throw new IllegalArgumentException(
                    "subset of " + name + ": images " + from + " to " + to + " asked for, the set has " + size());
        }
        return new ImageSet(
                name,
                Arrays.copyOfRange(pixels, from * IMAGE_BYTES, to * IMAGE_BYTES),
                Arrays.copyOfRange(labels, from, to));
    }

    /** SHA-256, in hexadecimal, of all pixels and then all labels (four bytes each, most significant first). */
    public String checksum() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        digest.update(pixels);
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * Integer.BYTES);
        for (int label : labels) {
            bytes.putInt(label);
        }
        return HexFormat.of().formatHex(digest.digest(bytes.array()));
    }

    @Override
    public String toString() {
        return name + " (" + size() + " images)";
    }
}
