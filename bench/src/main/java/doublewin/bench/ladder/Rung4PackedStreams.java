package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The same loops, and operands that lie in the order in which they are read.
 *
 * <pre>
 *   w   [k][channel block][r][s][channel of the block]        a filter row is one stream, like the x that it meets
 * </pre>
 *
 * <p>Both streams are walked by {@code start + i}, from a start that is known before the loop: the compiler checks their bounds once,
 * not for each element. And x begins on a cache line, so that no vector of 64 bytes straddles two of them; an array of Java's own
 * begins 16 bytes into one.
 */
final class Rung4PackedStreams implements Rung {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private final Layer layer;
    private final LaneMaps maps;
    private final Tensor x;
    private final Tensor y;
    private final float[] w;

    Rung4PackedStreams(Layer layer) {
        this.layer = layer;
        maps = new LaneMaps(layer);
        Arena arena = new Arena();
        x = arena.allocate(Shape.of(maps.xLength()));
        y = arena.allocate(Shape.of(maps.yLength()));
        w = new float[layer.wLength()];
        x.fill(0);
    }

    @Override
    public String title() {
        return "operands packed into streams";
    }

    @Override
    public String limit() {
        return "one chain, a load for each multiply-add";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        maps.pack(x, this.x.array(), this.x.offset());
        int at = 0;
        for (int k = 0; k < layer.outChannels(); k++) {
            for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
                for (int tap = 0; tap < Layer.SIDE * Layer.SIDE; tap++) {
                    for (int c = first; c < first + maps.channels(first); c++) {
                        this.w[at++] = w[layer.w(k, c, tap / Layer.SIDE, tap % Layer.SIDE)];
                    }
                }
            }
        }
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
        int w0 = layer.w(k, 0, 0, 0);
        for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
            int length = Layer.SIDE * maps.channels(first);
            for (int r = 0; r < Layer.SIDE; r++) {
                int x0 = x.offset() + maps.x(block, first, p + r, q) + lane;
                for (int i = 0; i < length; i++) {
                    FloatVector weight = FloatVector.broadcast(SPECIES, w[w0 + i]);
                    sum = FloatVector.fromArray(SPECIES, x.array(), x0 + i * LaneMaps.LANES)
                            .fma(weight, sum);
                }
                w0 += length;
            }
        }
        sum.intoArray(y.array(), y.offset() + maps.y(block, p, q, k) + lane);
    }

    @Override
    public void finish(float[] y) {
        maps.unpack(this.y.array(), this.y.offset(), y);
    }
}
