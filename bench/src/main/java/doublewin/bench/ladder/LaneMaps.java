package doublewin.bench.ladder;

import doublewin.engine.tensor.Shape;

/**
 * Where values lie when 16 images lie side by side, from rung 3 on.
 *
 * <pre>
 *   x with border   [block of 16 images][channel block][H + 2][W + 2][channel of the block][16]
 *   y               [block of 16 images][P][Q][K, up to whole tiles of 4][16]
 * </pre>
 *
 * <p>So a filter row over a pixel, three columns of all channels of a block, is one stretch of 3 * channels * 16 floats. Lanes
 * past the last image are zeros in x and have no meaning in y.
 *
 * @param layer whose maps
 */
record LaneMaps(Layer layer) {
    static final int LANES = Shape.LANES;

    /** Output channels of a tile: y has room for whole ones. */
    static final int TILE = 4;

    /** Blocks of images. */
    int blocks() {
        return Math.ceilDiv(layer.images(), LANES);
    }

    /** Tiles of output channels. */
    int tiles() {
        return Math.ceilDiv(layer.outChannels(), TILE);
    }

    /** Floats from a pixel of y to the next. */
    int yPixel() {
        return tiles() * TILE * LANES;
    }

    /** Channels of the block that begins with this one. */
    int channels(int first) {
        return Math.min(layer.channelBlock(), layer.inChannels() - first);
    }

    /** Floats of x with its border. */
    int xLength() {
        return blocks() * layer.inChannels() * (layer.height() + 2) * (layer.width() + 2) * LANES;
    }

    /** Floats of y. */
    int yLength() {
        return blocks() * layer.height() * layer.width() * yPixel();
    }

    /** Where the channels from {@code first} on of a pixel lie in x; (0, 0) is the corner of the border. */
    int x(int block, int first, int h, int w) {
        int plane = (layer.height() + 2) * (layer.width() + 2) * LANES;
        return (block * layer.inChannels() + first) * plane + (h * (layer.width() + 2) + w) * channels(first) * LANES;
    }

    /** Where the channels from k on of a pixel lie in y. */
    int y(int block, int p, int q, int k) {
        return ((block * layer.height() + p) * layer.width() + q) * yPixel() + k * LANES;
    }

    /** Fills x, whose border and spare lanes are zeros already. */
    void pack(float[] x, float[] into, int into0) {
        for (int n = 0; n < layer.images(); n++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                int first = c / layer.channelBlock() * layer.channelBlock();
                for (int h = 0; h < layer.height(); h++) {
                    for (int w = 0; w < layer.width(); w++) {
                        int at = x(n / LANES, first, h + 1, w + 1) + (c - first) * LANES + n % LANES;
                        into[into0 + at] = x[layer.x(n, c, h, w)];
                    }
                }
            }
        }
    }

    /** The images of y. */
    void unpack(float[] from, int from0, float[] y) {
        for (int n = 0; n < layer.images(); n++) {
            for (int k = 0; k < layer.outChannels(); k++) {
                for (int p = 0; p < layer.height(); p++) {
                    for (int q = 0; q < layer.width(); q++) {
                        y[layer.y(n, k, p, q)] = from[from0 + y(n / LANES, p, q, k) + n % LANES];
                    }
                }
            }
        }
    }
}
