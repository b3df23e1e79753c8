package doublewin.bench.ladder;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Fewer multiplications: Winograd's F(2x2), whose equation is {@link ReferenceWinograd2x2}. All tiles of 4 x 4 inputs are transformed; then,
 * for each of the 16 positions in a tile, what is left is a matrix product of weights and tiles, for which the register tile serves as
 * it is; then the outputs are transformed back.
 *
 * <pre>
 *   in parallel over (block of 16 images, row of tiles):
 *     V [16][tile][C][16]  = B^T d B                                    Winograd2x2Transform.input
 *     M [16][tile][K][16]  = for each position: V * U                   RegisterTile, whose stream is one pixel of C channels
 *     y                    = A^T M A                                    Winograd2x2Transform.output
 *
 *   U [16][tile of 4 output channels][C][4] = G g G^T                   prepared
 * </pre>
 *
 * <p>It is counted as the direct convolution, so it can pass the ceiling: 16 multiplications do for 36.
 */
final class Rung9Winograd2x2 implements Rung {
    private static final int LANES = LaneMaps.LANES;
    private static final int TILE = LaneMaps.TILE;
    private static final int POSITIONS = ReferenceWinograd2x2.SIDE * ReferenceWinograd2x2.SIDE;

    private final Layer layer;
    private final LaneMaps maps;
    private final int tileRows;
    private final int tileColumns;
    private final Tensor x;
    private final Tensor u;
    private final Tensor y;

    Rung9Winograd2x2(Layer layer) {
        this.layer = layer;
        maps = new LaneMaps(layer);
        tileRows = Math.ceilDiv(layer.height(), 2);
        tileColumns = Math.ceilDiv(layer.width(), 2);
        Arena arena = new Arena();
        x = arena.allocate(Shape.of(maps.blocks() * (2 * tileRows + 2) * xRow()));
        u = arena.allocate(Shape.of(POSITIONS * maps.tiles() * layer.inChannels() * TILE));
        y = arena.allocate(Shape.of(maps.yLength()));
        x.fill(0);
        u.fill(0);
    }

    @Override
    public String title() {
        return "Winograd F(2x2)";
    }

    @Override
    public String limit() {
        return "V and M travel through the second-level cache";
    }

    private int xPixel() {
        return layer.inChannels() * LANES;
    }

    /** Floats of a row of x, up to whole tiles and a border. */
    private int xRow() {
        return (2 * tileColumns + 2) * xPixel();
    }

    private int x0(int block, int h) {
        return x.offset() + (block * (2 * tileRows + 2) + h) * xRow();
    }

    @Override
    public void prepare(float[] x, float[] w) {
        for (int n = 0; n < layer.images(); n++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                for (int h = 0; h < layer.height(); h++) {
                    for (int v = 0; v < layer.width(); v++) {
                        int at = x0(n / LANES, h + 1) + (v + 1) * xPixel() + c * LANES + n % LANES;
                        this.x.array()[at] = x[layer.x(n, c, h, v)];
                    }
                }
            }
        }
        for (int k = 0; k < layer.outChannels(); k++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                float[] filter = ReferenceWinograd2x2.filter(w, layer.w(k, c, 0, 0));
                for (int i = 0; i < POSITIONS; i++) {
                    u.array()[u0(i, k / TILE) + c * TILE + k % TILE] = filter[i];
                }
            }
        }
    }

    private int u0(int position, int tile) {
        return u.offset() + (position * maps.tiles() + tile) * layer.inChannels() * TILE;
    }

    @Override
    public void run(WorkerPool pool) {
        pool.run(maps.blocks() * tileRows, (task, scratch) -> rowOfTiles(task / tileRows, task % tileRows, scratch));
    }

    private void rowOfTiles(int block, int tileRow, Scratch scratch) {
        int vLength = tileColumns * xPixel();
        int mLength = tileColumns * maps.yPixel();
        Tensor area = scratch.floats(POSITIONS * (vLength + mLength));
        float[] values = area.array();
        int v0 = area.offset();
        int m0 = v0 + POSITIONS * vLength;
        for (int column = 0; column < tileColumns; column++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                int from = x0(block, 2 * tileRow) + 2 * column * xPixel() + c * LANES;
                int to = v0 + column * xPixel() + c * LANES;
                Winograd2x2Transform.input(x.array(), from, xPixel(), xRow(), values, to, vLength);
            }
        }
        Arrays.fill(values, m0, m0 + POSITIONS * mLength, 0);
        for (int i = 0; i < POSITIONS; i++) {
            products(i, values, v0 + i * vLength, m0 + i * mLength);
        }
        for (int column = 0; column < tileColumns; column++) {
            for (int k = 0; k < layer.outChannels(); k++) {
                Winograd2x2Transform.output(
                        values,
                        m0 + column * maps.yPixel() + k * LANES,
                        mLength,
                        y.array(),
                        y.offset() + maps.y(block, 2 * tileRow, 2 * column, k),
                        maps.yPixel(),
                        layer.width() * maps.yPixel(),
                        Math.min(2, layer.height() - 2 * tileRow),
                        Math.min(2, layer.width() - 2 * column));
            }
        }
    }

    private void products(int position, float[] values, int v0, int m0) {
        for (int tile = 0; tile < maps.tiles(); tile++) {
            for (int column = 0; column < tileColumns; column += RegisterTile.PIXELS) {
                RegisterTile.goOn(
                        values,
                        v0 + column * xPixel(),
                        xPixel(),
                        0,
                        1,
                        layer.inChannels(),
                        u.array(),
                        u0(position, tile),
                        values,
                        m0 + column * maps.yPixel() + tile * TILE * LANES,
                        maps.yPixel(),
                        Math.min(RegisterTile.PIXELS, tileColumns - column));
            }
        }
    }

    @Override
    public void finish(float[] y) {
        maps.unpack(this.y.array(), this.y.offset(), y);
    }
}
