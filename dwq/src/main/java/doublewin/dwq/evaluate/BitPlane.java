package doublewin.dwq.evaluate;

/** One bit an image, eight to a byte: image n is bit n % 8, counted from the lowest, of byte n / 8. */
public final class BitPlane {
    private final int images;
    private final byte[] bytes;

    BitPlane(int images) {
        this.images = images;
        this.bytes = new byte[length(images)];
    }

    /** Bytes that a plane of so many images takes. */
    public static int length(int images) {
        return Math.ceilDiv(images, Byte.SIZE);
    }

    boolean get(int image) {
        return (bytes[require(image) / Byte.SIZE] >> image % Byte.SIZE & 1) != 0;
    }

    void set(int image, boolean value) {
        int mask = 1 << require(image) % Byte.SIZE;
        int old = bytes[image / Byte.SIZE];
        bytes[image / Byte.SIZE] = (byte) (value ? old | mask : old & ~mask);
    }

    private int require(int image) {
        if (image < 0 || image >= images) {
            throw new IndexOutOfBoundsException("outcomes: there is no image " + image + " among " + images);
        }
        return image;
    }

    int count() {
        int count = 0;
        for (byte b : bytes) {
            count += Integer.bitCount(b & 0xff);
        }
        return count;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * Replaces all bits.
     *
     * @throws IllegalArgumentException if there are more or fewer bytes than this plane has, or bits past the last image
     */
    public void copyFrom(byte[] stored) {
        int unused = bytes.length * Byte.SIZE - images;
        if (stored.length != bytes.length || (stored[stored.length - 1] & 0xff) >> Byte.SIZE - unused != 0) {
            throw new IllegalArgumentException("outcomes: " + stored.length + " bytes for " + images
                    + " images, expected " + bytes.length + ", the last " + unused + " bits zero");
        }
        System.arraycopy(stored, 0, bytes, 0, bytes.length);
    }
}
