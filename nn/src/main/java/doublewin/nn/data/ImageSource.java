package doublewin.nn.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Labelled images, each read when it is asked for; where they come from is an implementation's business. An image's id
 * is its position in the source, and its bytes never change.
 */
public interface ImageSource {
    /** What the source is called in messages and results. */
    String name();

    /** The shape of every image. */
    ImageShape shape();

    /** Number of images. */
    int size();

    /** Number of classes: labels are 0 to {@code classes() - 1}. */
    int classes();

    /** The class of an image. */
    int label(int image);

    /**
     * Reads an image.
     *
     * @param pixels overwritten, {@link ImageShape#bytes} unsigned bytes: channel after channel, each row by row
     */
    void read(int image, byte[] pixels);

    /** The images {@code from} (included) to {@code to} (excluded) as a source of their own, whose ids start at 0. */
    default ImageSource subset(int from, int to) {
        return from == 0 && to == size() ? this : new Subset(this, from, to - from);
    }

    /** SHA-256, in hexadecimal, of all pixels and then all labels (four bytes each, most significant first). */
    default String checksum() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        byte[] pixels = new byte[shape().bytes()];
        ByteBuffer labels = ByteBuffer.allocate(size() * Integer.BYTES);
        for (int image = 0; image < size(); image++) {
            read(image, pixels);
            digest.update(pixels);
            labels.putInt(label(image));
        }
        return HexFormat.of().formatHex(digest.digest(labels.array()));
    }
}
