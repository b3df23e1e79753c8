package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * A larger register tile: four output channels of four neighbouring pixels ({@link RegisterTile}). Sixteen chains are under way, and a
 * weight that is loaded serves four pixels as an x serves four channels: eight loads for sixteen multiply-adds, where 4 x 1 needs
 * five for four.
 *
 * <p>The loops are those of 4 x 1.
 */
final class Rung5Tile4x4 implements Rung {
    private final Layer layer;
    private final LaneMaps maps;
    private final Tensor x;
    private final Tensor y;
    private final TiledWeights w;

    Rung5Tile4x4(Layer layer) {
        this.layer = layer;
        maps = new LaneMaps(layer);
        w = new TiledWeights(maps);
        Arena arena = new Arena();
        x = arena.allocate(Shape.of(maps.xLength()));
        y = arena.allocate(Shape.of(maps.yLength()));
        x.fill(0);
    }

    @Override
    public String title() {
        return "register tile 4 x 4";
    }

    @Override
    public String limit() {
        return "x comes from afar for each tile of channels";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        maps.pack(x, this.x.array(), this.x.offset());
        this.w.pack(w);
    }

    @Override
    public void run(WorkerPool pool) {
        y.fill(0);
        for (int block = 0; block < maps.blocks(); block++) {
            for (int tile = 0; tile < maps.tiles(); tile++) {
                for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
                    for (int p = 0; p < layer.height(); p++) {
                        for (int q = 0; q < layer.width(); q += RegisterTile.PIXELS) {
                            tile(block, tile, first, p, q);
                        }
                    }
                }
            }
        }
    }

    private void tile(int block, int tile, int first, int p, int q) {
        int pixel = maps.channels(first) * LaneMaps.LANES;
        RegisterTile.goOn(
                x.array(),
                x.offset() + maps.x(block, first, p, q),
                pixel,
                (layer.width() + 2) * pixel,
                Layer.SIDE,
                Layer.SIDE * maps.channels(first),
                w.array(),
                w.start(tile, first),
                y.array(),
                y.offset() + maps.y(block, p, q, tile * LaneMaps.TILE),
                maps.yPixel(),
                Math.min(RegisterTile.PIXELS, layer.width() - q));
    }

    @Override
    public void finish(float[] y) {
        maps.unpack(this.y.array(), this.y.offset(), y);
    }
}
