package doublewin.nn.data;

/** Small sets whose every pixel is known. */
final class TestImages {

    static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    private TestImages() {}

    /** Images of uneven bytes, labels 0, 1, 2, ... modulo 10. */
    static ImageSet set(int images) {
        byte[] pixels = new byte[images * SHAPE.bytes()];
        int[] labels = new int[images];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 97 + i / SHAPE.bytes());
        }
        for (int i = 0; i < images; i++) {
            labels[i] = i % 10;
        }
        return new ImageSet("test images", SHAPE, 10, pixels, labels);
    }

    /** A pixel's value, 0 to 255. */
    static int pixel(ImageSource source, int image, int channel, int row, int column) {
        ImageShape shape = source.shape();
        byte[] pixels = new byte[shape.bytes()];
        source.read(image, pixels);
        return Byte.toUnsignedInt(pixels[(channel * shape.height() + row) * shape.width() + column]);
    }
}
