package doublewin.engine.kernel.convolution;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Winograd's F(4x4, 3x3) as plain loops, one lane at a time. The matrices are the equation:
 *
 * <pre>
 *   y = A^T [ sum over c of (G g G^T) * (B^T d B) ] A
 *   dg = G^T [ sum over images, tiles of (A dY A^T) * (B^T d B) ] G
 * </pre>
 *
 * for tiles d of 6x6 inputs, two of which overlap with the next tile's, and 4x4 outputs y. The input gradient is the
 * first equation on dy, with filters turned by half a turn. The matrices come from evaluating
 * polynomials at 0, 1, -1, 2, -2 and infinity. What runs are the matrices' factored forms, in the order of the kernel.
 */
public final class ReferenceWinograd {
    /** Input transform. */
    static final double[][] B_TRANSPOSED = {
        {4, 0, -5, 0, 1, 0},
        {0, -4, -4, 1, 1, 0},
        {0, 4, -4, -1, 1, 0},
        {0, -2, -1, 2, 1, 0},
        {0, 2, -1, -2, 1, 0},
        {0, 4, 0, -5, 0, 1}
    };

    /** Weight transform. */
    static final double[][] G = {
        {1 / 4.0, 0, 0},
        {-1 / 6.0, -1 / 6.0, -1 / 6.0},
        {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0},
        {0, 0, 1}
    };

    /** Output transform. */
    static final double[][] A_TRANSPOSED = {
        {1, 1, 1, 1, 1, 0},
        {0, 1, -1, 2, -2, 0},
        {0, 1, 1, 4, 4, 0},
        {0, 1, -1, 8, -8, 1}
    };

    private static final int OUT = 4;
    private static final int IN = 6;

    private ReferenceWinograd() {}

    /** Overwrites y, (N, H, W, K), with the convolution of x, (N, H, W, C), and weight, (K, C, 3, 3). */
    public static void forward(ConvShape shape, Tensor x, Tensor weight, Tensor y) {
        shape.requireInput(x, "input");
        shape.requireWeight(weight, "weight");
        shape.requireOutput(y, "output");
        int channels = shape.inChannels();
        float[][][][] u = new float[shape.outChannels()][channels][][];
        for (int k = 0; k < shape.outChannels(); k++) {
            for (int c = 0; c < channels; c++) {
                float[][] g = new float[3][3];
                for (int t = 0; t < 9; t++) {
                    g[t / 3][t % 3] = weight.get((k * channels + c) * 9 + t);
                }
                u[k][c] = weight(g);
            }
        }
        convolve(x, u, y);
    }

    /** Overwrites dx, (N, H, W, C), with the gradient of the input, given dy, (N, H, W, K). */
    public static void inputGradient(ConvShape shape, Tensor dy, Tensor weight, Tensor dx) {
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(weight, "weight");
        shape.requireInput(dx, "input gradient");
        int channels = shape.inChannels();
        float[][][][] u = new float[channels][shape.outChannels()][][];
        for (int c = 0; c < channels; c++) {
            for (int k = 0; k < shape.outChannels(); k++) {
                float[][] g = new float[3][3];
                for (int t = 0; t < 9; t++) {
                    g[t / 3][t % 3] = weight.get((k * channels + c) * 9 + 8 - t);
                }
                u[c][k] = weight(g);
            }
        }
        convolve(dy, u, dx);
    }

    /** Overwrites dweight, (K, C, 3, 3), given x, (N, H, W, C), and dy, (N, H, W, K). */
    public static void weightGradient(ConvShape shape, Tensor x, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        for (int k = 0; k < shape.outChannels(); k++) {
            for (int c = 0; c < shape.inChannels(); c++) {
                float[][] g = weightGradient(tileGradients(shape, x, dy, k, c));
                for (int t = 0; t < 9; t++) {
                    dweight.set((k * shape.inChannels() + c) * 9 + t, g[t / 3][t % 3]);
                }
            }
        }
    }

    /** dU of one filter: chains over the tiles of a chunk and their 16 lanes, added up chunk by chunk. */
    private static float[][] tileGradients(ConvShape shape, Tensor x, Tensor dy, int k, int c) {
        int rows = (shape.height() + OUT - 1) / OUT;
        int columns = (shape.width() + OUT - 1) / OUT;
        int tiles = x.shape().blocks() * rows * columns;
        float[][] u = new float[IN][IN];
        for (int first = 0; first < tiles; first += ConvShape.CHUNK_TILES) {
            float[][] chunk = new float[IN][IN];
            for (int tile = first; tile < Math.min(tiles, first + ConvShape.CHUNK_TILES); tile++) {
                int block = tile / (rows * columns);
                int row = tile / columns % rows * OUT;
                int column = tile % columns * OUT;
                for (int lane = 0; lane < Shape.LANES; lane++) {
                    addProducts(x, dy, block, lane, row, column, k, c, chunk);
                }
            }
            for (int i = 0; i < IN; i++) {
                for (int j = 0; j < IN; j++) {
                    u[i][j] = first == 0 ? chunk[i][j] : u[i][j] + chunk[i][j];
                }
            }
        }
        return u;
    }

    private static void addProducts(
            Tensor x, Tensor dy, int block, int lane, int row, int column, int k, int c, float[][] chunk) {
        boolean present = lane < x.shape().imagesInBlock(block);
        float[][] d = new float[IN][IN];
        float[][] gradients = new float[OUT][OUT];
        for (int i = 0; present && i < IN; i++) {
            for (int j = 0; j < IN; j++) {
                d[i][j] = pixel(x, block, lane, row + i - 1, column + j - 1, c);
            }
        }
        for (int i = 0; present && i < OUT; i++) {
            for (int j = 0; j < OUT; j++) {
                gradients[i][j] = pixel(dy, block, lane, row + i, column + j, k);
            }
        }
        float[][] v = input(d);
        float[][] w = outputGradient(gradients);
        for (int i = 0; i < IN; i++) {
            for (int j = 0; j < IN; j++) {
                chunk[i][j] = Math.fma(v[i][j], w[i][j], chunk[i][j]);
            }
        }
    }

    private static void convolve(Tensor x, float[][][][] u, Tensor y) {
        Shape shape = y.shape();
        for (int block = 0; block < shape.blocks(); block++) {
            for (int lane = 0; lane < Shape.LANES; lane++) {
                for (int row = 0; row < shape.height(); row += OUT) {
                    for (int column = 0; column < shape.width(); column += OUT) {
                        tile(x, u, y, block, lane, row, column);
                    }
                }
            }
        }
    }

    private static void tile(Tensor x, float[][][][] u, Tensor y, int block, int lane, int row, int column) {
        int channels = x.shape().channels();
        float[][][] v = new float[channels][][];
        for (int c = 0; c < channels; c++) {
            float[][] d = new float[IN][IN];
            for (int i = 0; i < IN; i++) {
                for (int j = 0; j < IN; j++) {
                    d[i][j] = pixel(x, block, lane, row + i - 1, column + j - 1, c);
                }
            }
            v[c] = input(d);
        }
        for (int k = 0; k < u.length; k++) {
            float[][] m = new float[IN][IN];
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < IN; i++) {
                    for (int j = 0; j < IN; j++) {
                        m[i][j] = Math.fma(v[c][i][j], u[k][c][i][j], m[i][j]);
                    }
                }
            }
            float[][] outputs = output(m);
            for (int i = 0; i < Math.min(OUT, y.shape().height() - row); i++) {
                for (int j = 0; j < Math.min(OUT, y.shape().width() - column); j++) {
                    y.set(index(y.shape(), block, lane, row + i, column + j, k), outputs[i][j]);
                }
            }
        }
    }

    private static float pixel(Tensor x, int block, int lane, int row, int column, int channel) {
        Shape shape = x.shape();
        boolean inside = row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
        return inside ? x.get(index(shape, block, lane, row, column, channel)) : 0;
    }

    private static int index(Shape shape, int block, int lane, int row, int column, int channel) {
        int pixel = (block * shape.height() + row) * shape.width() + column;
        return (pixel * shape.channels() + channel) * Shape.LANES + lane;
    }

    /** B^T d B. */
    static float[][] input(float[][] d) {
        float[][] columns = new float[IN][IN];
        for (int j = 0; j < IN; j++) {
            float[] column = {d[0][j], d[1][j], d[2][j], d[3][j], d[4][j], d[5][j]};
            float[] transformed = inputSix(column);
            for (int i = 0; i < IN; i++) {
                columns[i][j] = transformed[i];
            }
        }
        float[][] v = new float[IN][];
        for (int i = 0; i < IN; i++) {
            v[i] = inputSix(columns[i]);
        }
        return v;
    }

    private static float[] inputSix(float[] d) {
        float even = Math.fma(d[2], -4, d[4]);
        float odd = Math.fma(d[1], -4, d[3]);
        float evens = d[4] - d[2];
        float odds = (d[3] - d[1]) * 2;
        return new float[] {
            Math.fma(d[0], 4, Math.fma(d[2], -5, d[4])),
            even + odd,
            even - odd,
            evens + odds,
            evens - odds,
            Math.fma(d[1], 4, Math.fma(d[3], -5, d[5]))
        };
    }

    /** A^T m A. */
    static float[][] output(float[][] m) {
        float[][] columns = new float[OUT][IN];
        for (int j = 0; j < IN; j++) {
            float[] column = {m[0][j], m[1][j], m[2][j], m[3][j], m[4][j], m[5][j]};
            float[] transformed = outputSix(column);
            for (int i = 0; i < OUT; i++) {
                columns[i][j] = transformed[i];
            }
        }
        float[][] y = new float[OUT][];
        for (int i = 0; i < OUT; i++) {
            y[i] = outputSix(columns[i]);
        }
        return y;
    }

    private static float[] outputSix(float[] m) {
        float near = m[1] + m[2];
        float nearOdd = m[1] - m[2];
        float far = m[3] + m[4];
        float farOdd = m[3] - m[4];
        return new float[] {
            m[0] + near + far, Math.fma(farOdd, 2, nearOdd), Math.fma(far, 4, near), Math.fma(farOdd, 8, nearOdd) + m[5]
        };
    }

    /** G g G^T. */
    static float[][] weight(float[][] g) {
        float[][] columns = new float[IN][3];
        for (int s = 0; s < 3; s++) {
            float[] transformed = weightThree(g[0][s], g[1][s], g[2][s]);
            for (int i = 0; i < IN; i++) {
                columns[i][s] = transformed[i];
            }
        }
        float[][] u = new float[IN][];
        for (int i = 0; i < IN; i++) {
            u[i] = weightThree(columns[i][0], columns[i][1], columns[i][2]);
        }
        return u;
    }

    private static float[] weightThree(float g0, float g1, float g2) {
        float sixth = 1 / 6f;
        float near = (g0 + g2) * -sixth;
        float far = Math.fma(g2, sixth, g0 * (1 / 24f));
        return new float[] {
            g0 * 0.25f,
            Math.fma(g1, -sixth, near),
            Math.fma(g1, sixth, near),
            Math.fma(g1, 1 / 12f, far),
            Math.fma(g1, -1 / 12f, far),
            g2
        };
    }

    /** A dY A^T. */
    static float[][] outputGradient(float[][] y) {
        float[][] columns = new float[IN][OUT];
        for (int j = 0; j < OUT; j++) {
            float[] transformed = outputGradientFour(y[0][j], y[1][j], y[2][j], y[3][j]);
            for (int i = 0; i < IN; i++) {
                columns[i][j] = transformed[i];
            }
        }
        float[][] w = new float[IN][];
        for (int i = 0; i < IN; i++) {
            w[i] = outputGradientFour(columns[i][0], columns[i][1], columns[i][2], columns[i][3]);
        }
        return w;
    }

    private static float[] outputGradientFour(float y0, float y1, float y2, float y3) {
        float even = y0 + y2;
        float odd = y1 + y3;
        float farEven = Math.fma(y2, 4, y0);
        float farOdd = Math.fma(y3, 4, y1) * 2;
        return new float[] {y0, even + odd, even - odd, farEven + farOdd, farEven - farOdd, y3};
    }

    /** G^T dU G. */
    static float[][] weightGradient(float[][] u) {
        float[][] columns = new float[3][IN];
        for (int j = 0; j < IN; j++) {
            float[] column = {u[0][j], u[1][j], u[2][j], u[3][j], u[4][j], u[5][j]};
            float[] transformed = weightGradientSix(column);
            for (int i = 0; i < 3; i++) {
                columns[i][j] = transformed[i];
            }
        }
        float[][] g = new float[3][];
        for (int i = 0; i < 3; i++) {
            g[i] = weightGradientSix(columns[i]);
        }
        return g;
    }

    private static float[] weightGradientSix(float[] u) {
        float sixth = 1 / 6f;
        float near = u[1] + u[2];
        float far = u[3] + u[4];
        return new float[] {
            far * (1 / 24f) + Math.fma(near, -sixth, u[0] * 0.25f),
            Math.fma(u[3] - u[4], 1 / 12f, (u[2] - u[1]) * sixth),
            Math.fma(far - near, sixth, u[5])
        };
    }
}
