package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;
import java.util.Arrays;

/**
 * The same multiply-adds with the loop over pixels inside: neighbours in the innermost loop are different chains now, and lie side by
 * side, so the compiler takes as many of them at once as a vector holds.
 *
 * <p>A border of zeros around x spares the question whether a pixel is inside. And y gets rows as long as those of x, so that a
 * filter tap moves over the whole map in one long loop; what it computes beyond the end of a row is dropped.
 *
 * <pre>
 *   x with border   [n, c][H + 2][W + 2]          y   [n, k][H][W + 2], the last two columns of no meaning
 *
 *   tap (r, s):     y[i] += w * x[i + r * (W + 2) + s]     for all i of the map
 * </pre>
 *
 * <p>The compiler must be sure that writing y changes no x that is still to be read, even if both were one array. With the same index
 * it is: y[i] needs x[i] and no other. With x[x0 + i] and y[y0 + i] it is not, and makes no vectors. So a tap's x are copied to where
 * y's index finds them, once for all output channels.
 */
final class Rung1ExchangedLoops implements Rung {
    private final Layer layer;
    private final int row;
    private final float[] shifted;
    private final float[][] x;
    private final float[][] y;
    private float[] w;

    Rung1ExchangedLoops(Layer layer) {
        this.layer = layer;
        row = layer.width() + 2;
        shifted = new float[layer.height() * row - 2]; // The last tap of the last pixel is the last float of its plane.
        x = new float[layer.images() * layer.inChannels()][(layer.height() + 2) * row];
        y = new float[layer.images() * layer.outChannels()][layer.height() * row];
    }

    @Override
    public String title() {
        return "loops exchanged: pixels inside";
    }

    @Override
    public String limit() {
        return "y is read and written for each multiply-add";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        this.w = w;
        for (int map = 0; map < this.x.length; map++) {
            for (int h = 0; h < layer.height(); h++) {
                int from = (map * layer.height() + h) * layer.width();
                System.arraycopy(x, from, this.x[map], (h + 1) * row + 1, layer.width());
            }
        }
    }

    @Override
    public void run(WorkerPool pool) {
        for (float[] map : y) {
            Arrays.fill(map, 0);
        }
        for (int n = 0; n < layer.images(); n++) {
            for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
                int end = Math.min(first + layer.channelBlock(), layer.inChannels());
                for (int r = 0; r < Layer.SIDE; r++) {
                    for (int s = 0; s < Layer.SIDE; s++) {
                        for (int c = first; c < end; c++) {
                            float[] map = x[n * layer.inChannels() + c];
                            System.arraycopy(map, r * row + s, shifted, 0, shifted.length);
                            for (int k = 0; k < layer.outChannels(); k++) {
                                addTap(shifted, w[layer.w(k, c, r, s)], y[n * layer.outChannels() + k]);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void addTap(float[] x, float weight, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.fma(x[i], weight, y[i]);
        }
    }

    @Override
    public void finish(float[] y) {
        for (int map = 0; map < this.y.length; map++) {
            for (int p = 0; p < layer.height(); p++) {
                System.arraycopy(this.y[map], p * row, y, (map * layer.height() + p) * layer.width(), layer.width());
            }
        }
    }
}
