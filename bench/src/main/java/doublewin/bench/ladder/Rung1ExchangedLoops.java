package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;
import java.util.Arrays;

/**
 * The same multiply-adds with the loop over pixels inside: now neighbours in the innermost loop are different chains, and lie
 * side by side, so the compiler takes 16 of them at once.
 *
 * <p>A border of zeros around x spares the question whether a pixel is inside. And y gets rows as long as those of x, so that a
 * filter tap moves over the whole map in one long loop; what it computes beyond the end of a row is dropped.
 *
 * <pre>
 *   x with border   [n][c][H + 2][W + 2]          y   [n][k][H][W + 2], the last two columns of no meaning
 *
 *   tap (r, s):     y[i] += w * x[i + r * (W + 2) + s]     for all i of the map
 * </pre>
 */
final class Rung1ExchangedLoops implements Rung {
    private final Layer layer;
    private final int row;
    private final int plane;
    private final int length;
    private final float[] x;
    private final float[] y;
    private float[] w;

    Rung1ExchangedLoops(Layer layer) {
        this.layer = layer;
        row = layer.width() + 2;
        plane = (layer.height() + 2) * row;
        length = layer.height() * row - 2; // The last tap of the last pixel is the last float of its plane.
        x = new float[layer.images() * layer.inChannels() * plane];
        y = new float[layer.images() * layer.outChannels() * layer.height() * row];
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
        for (int map = 0; map < layer.images() * layer.inChannels(); map++) {
            for (int h = 0; h < layer.height(); h++) {
                int from = (map * layer.height() + h) * layer.width();
                System.arraycopy(x, from, this.x, map * plane + (h + 1) * row + 1, layer.width());
            }
        }
    }

    @Override
    public void run(WorkerPool pool) {
        Arrays.fill(y, 0);
        for (int n = 0; n < layer.images(); n++) {
            for (int k = 0; k < layer.outChannels(); k++) {
                int y0 = (n * layer.outChannels() + k) * layer.height() * row;
                for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
                    int end = Math.min(first + layer.channelBlock(), layer.inChannels());
                    for (int r = 0; r < Layer.SIDE; r++) {
                        for (int s = 0; s < Layer.SIDE; s++) {
                            for (int c = first; c < end; c++) {
                                int x0 = (n * layer.inChannels() + c) * plane + r * row + s;
                                addTap(x0, w[layer.w(k, c, r, s)], y0);
                            }
                        }
                    }
                }
            }
        }
    }

    private void addTap(int x0, float weight, int y0) {
        for (int i = 0; i < length; i++) {
            y[y0 + i] = Math.fma(x[x0 + i], weight, y[y0 + i]);
        }
    }

    @Override
    public void finish(float[] y) {
        for (int line = 0; line < layer.images() * layer.outChannels() * layer.height(); line++) {
            System.arraycopy(this.y, line * row, y, line * layer.width(), layer.width());
        }
    }
}
