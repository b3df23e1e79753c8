package doublewin.engine.tensor;

/**
 * Between the usual image layout (image, channel, height, width) and the lane format (block, height, width, channel,
 * lane):
 *
 * <pre>
 *   N,C,H,W   image n, channel c:   [n][c][h][w]
 *   lanes     image n, channel c:   [n / 16][h][w][c][n % 16]
 * </pre>
 */
public final class LaneFormat {
    private LaneFormat() {}

    /** Index of one image's value in a lane tensor of this shape, from the tensor's start. */
    public static int index(Shape shape, int image, int y, int x, int channel) {
        int block = image / Shape.LANES;
        int pixel = (block * shape.height() + y) * shape.width() + x;
        return (pixel * shape.channels() + channel) * Shape.LANES + image % Shape.LANES;
    }

    /** Fills a lane tensor from values in (image, channel, height, width) order; unused lanes become zero. */
    public static void pack(float[] images, Tensor lanes) {
        Shape shape = lanes.shape();
        requireLength(images.length, shape);
        lanes.fill(0);
        float[] out = lanes.array();
        int source = 0;
        for (int n = 0; n < shape.images(); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int y = 0; y < shape.height(); y++) {
                    for (int x = 0; x < shape.width(); x++) {
                        out[lanes.offset() + index(shape, n, y, x, c)] = images[source++];
                    }
                }
            }
        }
    }

    /** The images of a lane tensor in (image, channel, height, width) order; unused lanes are left out. */
    public static float[] unpack(Tensor lanes) {
        Shape shape = lanes.shape();
        float[] images = new float[shape.images() * shape.channels() * shape.height() * shape.width()];
        int target = 0;
        for (int n = 0; n < shape.images(); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int y = 0; y < shape.height(); y++) {
                    for (int x = 0; x < shape.width(); x++) {
                        images[target++] = lanes.array()[lanes.offset() + index(shape, n, y, x, c)];
                    }
                }
            }
        }
        return images;
    }

    private static void requireLength(int length, Shape shape) {
        int expected = shape.images() * shape.channels() * shape.height() * shape.width();
        if (length != expected) {
            throw new IllegalArgumentException("lane format: a batch of shape " + shape + " takes " + expected
                    + " values (images x channels x height x width), found " + length);
        }
    }
}
