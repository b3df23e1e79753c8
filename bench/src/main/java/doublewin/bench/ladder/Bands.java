package doublewin.bench.ladder;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The work of rungs 6 and 7, cut into bands of rows that the second-level cache holds. A band's rows of x, with their border, are
 * copied side by side, one channel block at a time; all tiles of output channels then read the copy.
 *
 * <pre>
 *   for each channel block:
 *     copy the rows of x that the band needs                              some 300 KiB, second level
 *     for each tile of 4 output channels:                                 its weights stay in the first level
 *       for each row of the band, four pixels at a time:  RegisterTile
 * </pre>
 */
final class Bands {
    private static final int LANES = LaneMaps.LANES;

    /** Floats of a band's rows of x: a quarter of a second-level cache of 1 MiB, so that y and weights fit beside them. */
    private static final int BAND_FLOATS = 1 << 16;

    private final Layer layer;
    private final LaneMaps maps;
    private final int rows;
    private final Tensor x;
    private final Tensor y;
    private final TiledWeights w;

    Bands(Layer layer) {
        this.layer = layer;
        maps = new LaneMaps(layer);
        w = new TiledWeights(maps);
        int rowFloats = (layer.width() + 2) * layer.channelBlock() * LANES;
        rows = Math.clamp(BAND_FLOATS / rowFloats - 2, 1, layer.height());
        Arena arena = new Arena();
        x = arena.allocate(Shape.of(maps.xLength()));
        y = arena.allocate(Shape.of(maps.yLength()));
        x.fill(0);
    }

    void prepare(float[] x, float[] w) {
        maps.pack(x, this.x.array(), this.x.offset());
        this.w.pack(w);
    }

    void finish(float[] y) {
        maps.unpack(this.y.array(), this.y.offset(), y);
    }

    /** How many there are. */
    int count() {
        return maps.blocks() * bandsOfBlock();
    }

    private int bandsOfBlock() {
        return Math.ceilDiv(layer.height(), rows);
    }

    /** Computes one of them. */
    void run(int band, Scratch scratch) {
        int block = band / bandsOfBlock();
        int firstRow = band % bandsOfBlock() * rows;
        int endRow = Math.min(layer.height(), firstRow + rows);
        Arrays.fill(y.array(), y0(block, firstRow), y0(block, endRow), 0);
        for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
            int row = (layer.width() + 2) * maps.channels(first) * LANES;
            // An odd number of cache lines, lest rows compete for the same sets of the cache.
            int packedRow = row | LANES;
            Tensor packed = scratch.floats((endRow - firstRow + 2) * packedRow);
            for (int i = 0; i < endRow - firstRow + 2; i++) {
                int from = x.offset() + maps.x(block, first, firstRow + i, 0);
                System.arraycopy(x.array(), from, packed.array(), packed.offset() + i * packedRow, row);
            }
            for (int tile = 0; tile < maps.tiles(); tile++) {
                for (int p = firstRow; p < endRow; p++) {
                    row(block, tile, first, p, packed, packed.offset() + (p - firstRow) * packedRow, packedRow);
                }
            }
        }
    }

    private int y0(int block, int p) {
        return y.offset() + maps.y(block, p, 0, 0);
    }

    private void row(int block, int tile, int first, int p, Tensor packed, int packed0, int packedRow) {
        int pixel = maps.channels(first) * LANES;
        for (int q = 0; q < layer.width(); q += RegisterTile.PIXELS) {
            RegisterTile.goOn(
                    packed.array(),
                    packed0 + q * pixel,
                    pixel,
                    packedRow,
                    Layer.SIDE,
                    Layer.SIDE * maps.channels(first),
                    w.array(),
                    w.start(tile, first),
                    y.array(),
                    y.offset() + maps.y(block, p, q, tile * LaneMaps.TILE),
                    maps.yPixel(),
                    Math.min(RegisterTile.PIXELS, layer.width() - q));
        }
    }
}
