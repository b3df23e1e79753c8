package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors by hand, the obvious ones: of output channels. An x is read once and multiplied with the weights of 16 outputs, whose
 * sums stay in a register until they are complete.
 *
 * <pre>
 *   x with border  [n][H + 2][W + 2][C]      w  [r][s][c][K]      y  [n][P][Q][K]
 * </pre>
 *
 * <p>Where K is no multiple of a vector, the last one is masked: its loads, its stores, and the work of its idle lanes are the
 * price.
 */
final class Rung2ChannelVectors implements Rung {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private final Layer layer;
    private final float[] x;
    private final float[] w;
    private final float[] y;

    Rung2ChannelVectors(Layer layer) {
        this.layer = layer;
        x = new float[layer.images() * (layer.height() + 2) * (layer.width() + 2) * layer.inChannels()];
        w = new float[layer.wLength()];
        y = new float[layer.yLength()];
    }

    @Override
    public String title() {
        return "vectors of output channels";
    }

    @Override
    public String limit() {
        return "one chain at a time: the latency of a multiply-add";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        int at = 0;
        for (int n = 0; n < layer.images(); n++) {
            for (int h = -1; h <= layer.height(); h++) {
                for (int v = -1; v <= layer.width(); v++) {
                    boolean inside = h >= 0 && h < layer.height() && v >= 0 && v < layer.width();
                    for (int c = 0; c < layer.inChannels(); c++) {
                        this.x[at++] = inside ? x[layer.x(n, c, h, v)] : 0;
                    }
                }
            }
        }
        at = 0;
        for (int tap = 0; tap < Layer.SIDE * Layer.SIDE; tap++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                for (int k = 0; k < layer.outChannels(); k++) {
                    this.w[at++] = w[layer.w(k, c, tap / Layer.SIDE, tap % Layer.SIDE)];
                }
            }
        }
    }

    @Override
    public void run(WorkerPool pool) {
        for (int n = 0; n < layer.images(); n++) {
            for (int p = 0; p < layer.height(); p++) {
                for (int q = 0; q < layer.width(); q++) {
                    for (int k = 0; k < layer.outChannels(); k += SPECIES.length()) {
                        outputs(n, p, q, k);
                    }
                }
            }
        }
    }

    private void outputs(int n, int p, int q, int k) {
        VectorMask<Float> valid = SPECIES.indexInRange(k, layer.outChannels());
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
            int end = Math.min(first + layer.channelBlock(), layer.inChannels());
            for (int tap = 0; tap < Layer.SIDE * Layer.SIDE; tap++) {
                int row = n * (layer.height() + 2) + p + tap / Layer.SIDE;
                int x0 = (row * (layer.width() + 2) + q + tap % Layer.SIDE) * layer.inChannels();
                int w0 = tap * layer.inChannels() * layer.outChannels() + k;
                for (int c = first; c < end; c++) {
                    FloatVector weights = FloatVector.fromArray(SPECIES, w, w0 + c * layer.outChannels(), valid);
                    sum = weights.fma(FloatVector.broadcast(SPECIES, x[x0 + c]), sum);
                }
            }
        }
        sum.intoArray(y, ((n * layer.height() + p) * layer.width() + q) * layer.outChannels() + k, valid);
    }

    @Override
    public void finish(float[] y) {
        int at = 0;
        for (int n = 0; n < layer.images(); n++) {
            for (int pixel = 0; pixel < layer.height() * layer.width(); pixel++) {
                for (int k = 0; k < layer.outChannels(); k++) {
                    y[layer.y(n, k, pixel / layer.width(), pixel % layer.width())] = this.y[at++];
                }
            }
        }
    }
}
