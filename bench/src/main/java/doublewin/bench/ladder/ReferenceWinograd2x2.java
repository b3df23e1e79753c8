package doublewin.bench.ladder;

/**
 * Winograd's F(2x2, 3x3), one value after the other: four outputs from a tile of 4 x 4 inputs by 16 multiplications a channel, where
 * the direct convolution takes 36 (Lavin and Gray, 2016, section 4.1).
 *
 * <pre>
 *   y = A^T [ sum over c of (G g G^T) . (B^T d B) ] A          . multiplies element by element
 *
 *         | 1  0 -1  0 |         |  1    0    0  |
 *   B^T = | 0  1  1  0 |    G =  | 1/2  1/2  1/2 |     A^T = | 1  1  1  0 |
 *         | 0 -1  1  0 |         | 1/2 -1/2  1/2 |           | 0  1 -1 -1 |
 *         | 0  1  0 -1 |         |  0    0    1  |
 * </pre>
 *
 * <p>The sum over c is one chain of fused multiply-adds from +0, in the order of the channels.
 */
final class ReferenceWinograd2x2 {
    /** Rows and columns of a tile of inputs. */
    static final int SIDE = 4;

    private final Layer layer;

    /** Of this layer. */
    ReferenceWinograd2x2(Layer layer) {
        this.layer = layer;
    }

    /** Overwrites y. */
    void forward(float[] x, float[] w, float[] y) {
        float[][] u = new float[layer.outChannels() * layer.inChannels()][];
        for (int k = 0; k < layer.outChannels(); k++) {
            for (int c = 0; c < layer.inChannels(); c++) {
                u[k * layer.inChannels() + c] = filter(w, layer.w(k, c, 0, 0));
            }
        }
        for (int n = 0; n < layer.images(); n++) {
            for (int p = 0; p < layer.height(); p += 2) {
                for (int q = 0; q < layer.width(); q += 2) {
                    tile(x, u, n, p, q, y);
                }
            }
        }
    }

    private void tile(float[] x, float[][] u, int n, int p, int q, float[] y) {
        float[][] v = new float[layer.inChannels()][];
        for (int c = 0; c < layer.inChannels(); c++) {
            v[c] = input(x, n, c, p - 1, q - 1);
        }
        for (int k = 0; k < layer.outChannels(); k++) {
            float[] m = new float[SIDE * SIDE];
            for (int c = 0; c < layer.inChannels(); c++) {
                for (int i = 0; i < m.length; i++) {
                    m[i] = Math.fma(v[c][i], u[k * layer.inChannels() + c][i], m[i]);
                }
            }
            output(m, n, k, p, q, y);
        }
    }

    /** G g G^T of the filter at {@code at}, [4][4]. */
    static float[] filter(float[] w, int at) {
        float[] half = new float[SIDE * Layer.SIDE];
        for (int s = 0; s < Layer.SIDE; s++) {
            column(w[at + s], w[at + 3 + s], w[at + 6 + s], half, s, Layer.SIDE);
        }
        float[] u = new float[SIDE * SIDE];
        for (int i = 0; i < SIDE; i++) {
            column(half[3 * i], half[3 * i + 1], half[3 * i + 2], u, SIDE * i, 1);
        }
        return u;
    }

    private static void column(float g0, float g1, float g2, float[] into, int at, int step) {
        into[at] = g0;
        into[at + step] = 0.5f * (g0 + g2 + g1);
        into[at + 2 * step] = 0.5f * (g0 + g2 - g1);
        into[at + 3 * step] = g2;
    }

    /** B^T d B of the tile whose corner is (h, w), [4][4]. */
    private float[] input(float[] x, int n, int c, int h, int w) {
        float[] d = new float[SIDE * SIDE];
        for (int i = 0; i < d.length; i++) {
            int row = h + i / SIDE;
            int column = w + i % SIDE;
            boolean inside = row >= 0 && row < layer.height() && column >= 0 && column < layer.width();
            d[i] = inside ? x[layer.x(n, c, row, column)] : 0;
        }
        float[] v = new float[SIDE * SIDE];
        for (int j = 0; j < SIDE; j++) {
            v[j] = d[j] - d[8 + j];
            v[4 + j] = d[4 + j] + d[8 + j];
            v[8 + j] = d[8 + j] - d[4 + j];
            v[12 + j] = d[4 + j] - d[12 + j];
        }
        for (int i = 0; i < SIDE * SIDE; i += SIDE) {
            float t0 = v[i];
            float t1 = v[i + 1];
            float t2 = v[i + 2];
            float t3 = v[i + 3];
            v[i] = t0 - t2;
            v[i + 1] = t1 + t2;
            v[i + 2] = t2 - t1;
            v[i + 3] = t1 - t3;
        }
        return v;
    }

    /** A^T m A, as far as it lies inside the map. */
    private void output(float[] m, int n, int k, int p, int q, float[] y) {
        float[] s = new float[2 * SIDE];
        for (int j = 0; j < SIDE; j++) {
            s[j] = m[j] + m[4 + j] + m[8 + j];
            s[SIDE + j] = m[4 + j] - m[8 + j] - m[12 + j];
        }
        for (int i = 0; i < 2 && p + i < layer.height(); i++) {
            int at = SIDE * i;
            y[layer.y(n, k, p + i, q)] = s[at] + s[at + 1] + s[at + 2];
            if (q + 1 < layer.width()) {
                y[layer.y(n, k, p + i, q + 1)] = s[at + 1] - s[at + 2] - s[at + 3];
            }
        }
    }
}
