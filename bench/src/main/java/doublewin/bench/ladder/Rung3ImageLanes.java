package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One image a lane: a vector holds the same pixel and channel of 16 images. The loops are the equation's again, for 16 images at
 * once, and there is no tail, whatever the numbers of channels; only the last images of a batch may leave lanes idle.
 *
 * <p>Now the weight is the scalar, and lies 9 floats from the next; {@link LaneMaps} tells where x and y lie. A machine with shorter
 * vectors takes the 16 lanes in parts.
 */
final class Rung3ImageLanes implements Rung {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private final Layer layer;
    private final LaneMaps maps;
    private final float[] x;
    private final float[] y;
    private float[] w;

    Rung3ImageLanes(Layer layer) {
        this.layer = layer;
        maps = new LaneMaps(layer);
        x = new float[maps.xLength()];
        y = new float[maps.yLength()];
    }

    @Override
    public String title() {
        return "one image a lane";
    }

    @Override
    public String limit() {
        return "still one chain; vectors straddle cache lines";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        this.w = w;
        maps.pack(x, this.x, 0);
    }

    @Override
    public void run(WorkerPool pool) {
        for (int block = 0; block < maps.blocks(); block++) {
            for (int k = 0; k < layer.outChannels(); k++) {
                for (int p = 0; p < layer.height(); p++) {
                    for (int q = 0; q < layer.width(); q++) {
                        for (int lane = 0; lane < LaneMaps.LANES; lane += SPECIES.length()) {
                            output(block, k, p, q, lane);
                        }
                    }
                }
            }
        }
    }

    private void output(int block, int k, int p, int q, int lane) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
            for (int r = 0; r < Layer.SIDE; r++) {
                for (int s = 0; s < Layer.SIDE; s++) {
                    int x0 = maps.x(block, first, p + r, q + s) + lane;
                    int w0 = layer.w(k, first, r, s);
                    for (int c = 0; c < maps.channels(first); c++) {
                        FloatVector weight = FloatVector.broadcast(SPECIES, w[w0 + c * Layer.SIDE * Layer.SIDE]);
                        sum = FloatVector.fromArray(SPECIES, x, x0 + c * LaneMaps.LANES)
                                .fma(weight, sum);
                    }
                }
            }
        }
        sum.intoArray(y, maps.y(block, p, q, k) + lane);
    }

    @Override
    public void finish(float[] y) {
        maps.unpack(this.y, 0, y);
    }
}
