package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A register tile: four output channels of a pixel at once. Each x that is loaded serves four multiply-adds, and their four chains
 * do not wait for each other: while one is under way, the next begins.
 *
 * <pre>
 *   x  ------------------------->      a0 = fma(x, w0, a0)
 *   w  [w0 w1 w2 w3] [w0 w1 ...        a1 = fma(x, w1, a1)   ...   a3
 * </pre>
 *
 * <p>Multiply-adds take four cycles on today's processors and one or two begin in each; four chains are just enough for one, and too few
 * for two.
 */
final class Rung5Tile4x1 implements Rung {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private final Layer layer;
    private final LaneMaps maps;
    private final Tensor x;
    private final Tensor y;
    private final TiledWeights w;

    Rung5Tile4x1(Layer layer) {
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
        return "register tile 4 x 1";
    }

    @Override
    public String limit() {
        return "four chains; five loads for four multiply-adds";
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
                        for (int q = 0; q < layer.width(); q++) {
                            tile(block, tile, first, p, q);
                        }
                    }
                }
            }
        }
    }

    private void tile(int block, int tile, int first, int p, int q) {
        int x0 = x.offset() + maps.x(block, first, p, q);
        int row = (layer.width() + 2) * maps.channels(first) * LaneMaps.LANES;
        int y0 = y.offset() + maps.y(block, p, q, tile * LaneMaps.TILE);
        int length = Layer.SIDE * maps.channels(first);
        for (int lane = 0; lane < LaneMaps.LANES; lane += SPECIES.length()) {
            goOn(x.array(), x0 + lane, row, length, w.array(), w.start(tile, first), y.array(), y0 + lane);
        }
    }

    /** Goes on with the four chains that y holds, through three filter rows. */
    private static void goOn(float[] x, int x0, int row, int length, float[] w, int w0, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        for (int r = 0; r < Layer.SIDE; r++) {
            int xr = x0 + r * row;
            int wr = w0 + r * length * LaneMaps.TILE;
            for (int i = 0; i < length; i++) {
                FloatVector v = FloatVector.fromArray(SPECIES, x, xr + i * LaneMaps.LANES);
                a0 = v.fma(FloatVector.broadcast(SPECIES, w[wr + i * LaneMaps.TILE]), a0);
                a1 = v.fma(FloatVector.broadcast(SPECIES, w[wr + i * LaneMaps.TILE + 1]), a1);
                a2 = v.fma(FloatVector.broadcast(SPECIES, w[wr + i * LaneMaps.TILE + 2]), a2);
                a3 = v.fma(FloatVector.broadcast(SPECIES, w[wr + i * LaneMaps.TILE + 3]), a3);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
    }

    @Override
    public void finish(float[] y) {
        maps.unpack(this.y.array(), this.y.offset(), y);
    }
}
