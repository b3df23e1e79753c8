package doublewin.engine.kernel.convolution;

/**
 * Weights in the order in which {@link ConvolutionTile} reads them. For one stencil, with summed channels in blocks:
 *
 * <pre>
 *   [block of summed channels][tile of 4 outputs][tap row][tap column][summed channel of the block][4 outputs]
 * </pre>
 *
 * The last tile is filled up with zeros, so a tile always has 4 outputs; what they give is never stored.
 */
final class WeightPacking {
    private static final int TILE = ConvolutionTile.TILE;

    private WeightPacking() {}

    /** Tiles that cover this many outputs. */
    static int tiles(int outputs) {
        return (outputs + TILE - 1) / TILE;
    }

    /** Floats of one stencil's packed weights. */
    static int size(int taps, int outputs, int summed) {
        return taps * tiles(outputs) * TILE * summed;
    }

    /** Where a tile's weights for the channel block {@code first .. first + channels - 1} start. */
    static int start(int taps, int tile, int outputs, int first, int channels) {
        return taps * TILE * (tiles(outputs) * first + tile * channels);
    }

    /**
     * Packs one tile of outputs of one stencil.
     *
     * @param w weights of any layout: output o, channel i, tap (r, s) at
     *     {@code stencil.weight(r, s) + o * outputStride + i * summedStride}, from {@code w0} on
     */
    static void pack(
            float[] w,
            int w0,
            int outputStride,
            int summedStride,
            Stencil stencil,
            int tile,
            int outputs,
            int summed,
            float[] packed,
            int packed0) {
        int block = ConvShape.channelBlock(summed);
        int valid = Math.min(TILE, outputs - tile * TILE);
        for (int first = 0; first < summed; first += block) {
            int channels = Math.min(block, summed - first);
            int target = packed0 + start(stencil.taps(), tile, outputs, first, channels);
            for (int r = 0; r < stencil.rows(); r++) {
                for (int s = 0; s < stencil.columns(); s++) {
                    int source = w0 + stencil.weight(r, s) + tile * TILE * outputStride + first * summedStride;
                    for (int i = 0; i < channels; i++) {
                        for (int o = 0; o < valid; o++) {
                            packed[target + o] = w[source + o * outputStride];
                        }
                        for (int o = valid; o < TILE; o++) {
                            packed[target + o] = 0;
                        }
                        source += summedStride;
                        target += TILE;
                    }
                }
            }
        }
    }
}
