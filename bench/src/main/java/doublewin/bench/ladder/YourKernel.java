package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;

/**
 * Yours. It begins as rung 0; make it faster, and
 *
 * <pre>
 *   ./doublewin bench ladder --yours
 * </pre>
 *
 * <p>builds it, tells whether it is right, where the first wrong element is, how fast it is, and what seems to hold it up.
 * docs/learn/2-the-ladder.md leads from rung to rung.
 *
 * <p>A layer tells its sizes ({@code images}, {@code inChannels}, {@code outChannels}, {@code height}, {@code width}), where elements
 * of the usual arrays lie ({@code x(n,c,h,w)}, {@code w(k,c,r,s)}, {@code y(n,k,p,q)}), their lengths, and {@code channelBlock}: each
 * sum goes through blocks of so many input channels, the last one perhaps shorter; in a block through filter rows, in a row
 * through columns, and there through channels. In this order the bits are right. Outputs may be computed in any order.
 *
 * <p>{@code prepare} may be called more than once, and {@code run} many times after it; each run writes all of y.
 */
public final class YourKernel implements Rung {
    private final Layer layer;
    private float[] x;
    private float[] w;
    private final float[] y;

    /** For a layer; called once. */
    public YourKernel(Layer layer) {
        this.layer = layer;
        y = new float[layer.yLength()];
    }

    @Override
    public String title() {
        return "yours";
    }

    @Override
    public String limit() {
        return "";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        this.x = x;
        this.w = w;
    }

    @Override
    public void run(WorkerPool pool) {
        for (int n = 0; n < layer.images(); n++) {
            for (int k = 0; k < layer.outChannels(); k++) {
                for (int p = 0; p < layer.height(); p++) {
                    for (int q = 0; q < layer.width(); q++) {
                        y[layer.y(n, k, p, q)] = output(n, k, p, q);
                    }
                }
            }
        }
    }

    private float output(int n, int k, int p, int q) {
        float sum = 0;
        for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
            int end = Math.min(first + layer.channelBlock(), layer.inChannels());
            for (int r = 0; r < Layer.SIDE; r++) {
                for (int s = 0; s < Layer.SIDE; s++) {
                    for (int c = first; c < end; c++) {
                        sum = Math.fma(input(n, c, p + r - 1, q + s - 1), w[layer.w(k, c, r, s)], sum);
                    }
                }
            }
        }
        return sum;
    }

    private float input(int n, int c, int h, int v) {
        boolean inside = h >= 0 && h < layer.height() && v >= 0 && v < layer.width();
        return inside ? x[layer.x(n, c, h, v)] : 0;
    }

    @Override
    public void finish(float[] y) {
        System.arraycopy(this.y, 0, y, 0, y.length);
    }
}
