package doublewin.dwq.attack.query;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Square tiles stretched to an image by their nearest neighbour. Values of tiles are in (channel, row, column) order. Tiles
 * that are more than pixels are in part not seen.
 *
 * @param side tiles a side
 * @param image the shape of a batch of images
 */
record Tiling(int side, Shape image) {
    /** Values of an image's tiles. */
    int values() {
        return image.channels() * side * side;
    }

    /** The tile that a pixel sees. */
    private int tile(int y, int x, int channel) {
        return (channel * side + y * side / image.height()) * side + x * side / image.width();
    }

    /** The Euclidean length of an image made of tiles. */
    double length(double[] tiles) {
        double sum = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    double value = tiles[tile(y, x, c)];
                    sum += value * value;
                }
            }
        }
        return Math.sqrt(sum);
    }

    /**
     * Image n of to = image n of from + factor * the image made of tiles.
     *
     * @param from a batch in lane format; may be {@code to}
     * @param to a batch of the same shape
     */
    void add(double[] tiles, double factor, Tensor from, Tensor to, int n) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    int at = LaneFormat.index(to.shape(), n, y, x, c);
                    to.set(at, (float) (from.get(at) + factor * tiles[tile(y, x, c)]));
                }
            }
        }
    }
}
