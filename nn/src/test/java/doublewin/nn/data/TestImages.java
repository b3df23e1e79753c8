package doublewin.nn.data;

/** Small sets whose every pixel is known. */
final class TestImages {

    private TestImages() {}

    /** Images of uneven bytes, labels 0, 1, 2, ... modulo 10. */
    static ImageSet set(int images) {
        byte[] pixels = new byte[images * ImageSet.IMAGE_BYTES];
        int[] labels = new int[images];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 97 + i / ImageSet.IMAGE_BYTES);
        }
        for (int i = 0; i < images; i++) {
            labels[i] = i % 10;
        }
        return new ImageSet("test images", pixels, labels);
    }

    /** A pixel's value, 0 to 255. */
    static int pixel(ImageSet set, int image, int channel, int row, int column) {
        return Byte.toUnsignedInt(set.pixels()[((image * 3 + channel) * 32 + row) * 32 + column]);
    }
}
