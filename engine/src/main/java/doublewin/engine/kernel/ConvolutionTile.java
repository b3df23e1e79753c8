package doublewin.engine.kernel;

import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernels of all direct convolutions: 8 outputs (channels) times 1 or 2 lane groups (pixels), each one chain
 * of fused multiply-adds over {@code rows} rows of {@code length} lane groups.
 *
 * <pre>
 *   y[j][k] = sum over r &lt; rows, i &lt; length of  x[j][r][i] * w[r][i][k]       k &lt; 8, j &lt; pixels
 *
 *   x[j][r][i]  16 lanes at  x0 + j * xStep + r * xRow + i * 16      a stream: filter columns and channels of one row
 *   w[r][i][k]  a scalar at  w0 + (r * length + i) * 8 + k           a stream, read once
 *   y[j][k]     16 lanes at  y0 + j * yStep + k * 16
 * </pre>
 *
 * <p>Each micro-kernel owns its whole reduction loop and keeps its accumulators in named locals: arrays and ints go in,
 * no vector crosses a call. 16 accumulators hide the latency of a multiply-add and stay in registers; with 24 the
 * compiler spills and half the speed is gone. Starting from zero and going on from y are two methods, since with a flag
 * some virtual machines compiled both to a quarter of the speed. Two lane groups a turn of the loop are worth 8 points
 * (85 to 93 % of the ceiling on Zen 4, all in L1); four lose them again. Machines with shorter vectors have 16
 * registers at most to rely on: 4 outputs times two vectors. The shape of a tile never changes a bit.
 */
final class ConvolutionTile {
    /** Outputs a tile. */
    static final int TILE = 8;

    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int WIDTH = Lanes.WIDTH;

    private ConvolutionTile() {}

    /** Overwrites y[0..pixels) with sums from +0; {@code pixels} is 1 or 2. */
    static void start(
            float[] x,
            int x0,
            int xStep,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStep,
            int pixels) {
        if (WIDTH == LANES && pixels == 2) {
            start8x2(x, x0, xStep, xRow, rows, length, w, w0, y, y0, yStep);
        } else if (WIDTH == LANES) {
            start8x1(x, x0, xRow, rows, length, w, w0, y, y0);
        } else {
            for (int lane = 0; lane < pixels * LANES; lane += 2 * WIDTH) {
                int xa = x0 + lane / LANES * xStep + lane % LANES;
                int ya = y0 + lane / LANES * yStep + lane % LANES;
                start4x1(x, xa, xRow, rows, length, w, w0, y, ya);
                start4x1(x, xa, xRow, rows, length, w, w0 + TILE / 2, y, ya + TILE / 2 * LANES);
            }
        }
    }

    /** Goes on with the chains that y[0..pixels) holds; {@code pixels} is 1 or 2. */
    static void resume(
            float[] x,
            int x0,
            int xStep,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStep,
            int pixels) {
        if (WIDTH == LANES && pixels == 2) {
            resume8x2(x, x0, xStep, xRow, rows, length, w, w0, y, y0, yStep);
        } else if (WIDTH == LANES) {
            resume8x1(x, x0, xRow, rows, length, w, w0, y, y0);
        } else {
            for (int lane = 0; lane < pixels * LANES; lane += 2 * WIDTH) {
                int xa = x0 + lane / LANES * xStep + lane % LANES;
                int ya = y0 + lane / LANES * yStep + lane % LANES;
                resume4x1(x, xa, xRow, rows, length, w, w0, y, ya);
                resume4x1(x, xa, xRow, rows, length, w, w0 + TILE / 2, y, ya + TILE / 2 * LANES);
            }
        }
    }

    private static void start8x2(
            float[] x,
            int x0,
            int xStep,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStep) {
        int y1 = y0 + yStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector a5 = FloatVector.zero(SPECIES);
        FloatVector a6 = FloatVector.zero(SPECIES);
        FloatVector a7 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector b4 = FloatVector.zero(SPECIES);
        FloatVector b5 = FloatVector.zero(SPECIES);
        FloatVector b6 = FloatVector.zero(SPECIES);
        FloatVector b7 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int xb = xa + xStep;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a4 = va.fma(k4, a4);
                b4 = vb.fma(k4, b4);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a5 = va.fma(k5, a5);
                b5 = vb.fma(k5, b5);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a6 = va.fma(k6, a6);
                b6 = vb.fma(k6, b6);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a7 = va.fma(k7, a7);
                b7 = vb.fma(k7, b7);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector vbNext = FloatVector.fromArray(SPECIES, x, xb + i * LANES + LANES);
                FloatVector k8 = FloatVector.broadcast(SPECIES, w[wi + 8]);
                a0 = vaNext.fma(k8, a0);
                b0 = vbNext.fma(k8, b0);
                FloatVector k9 = FloatVector.broadcast(SPECIES, w[wi + 9]);
                a1 = vaNext.fma(k9, a1);
                b1 = vbNext.fma(k9, b1);
                FloatVector k10 = FloatVector.broadcast(SPECIES, w[wi + 10]);
                a2 = vaNext.fma(k10, a2);
                b2 = vbNext.fma(k10, b2);
                FloatVector k11 = FloatVector.broadcast(SPECIES, w[wi + 11]);
                a3 = vaNext.fma(k11, a3);
                b3 = vbNext.fma(k11, b3);
                FloatVector k12 = FloatVector.broadcast(SPECIES, w[wi + 12]);
                a4 = vaNext.fma(k12, a4);
                b4 = vbNext.fma(k12, b4);
                FloatVector k13 = FloatVector.broadcast(SPECIES, w[wi + 13]);
                a5 = vaNext.fma(k13, a5);
                b5 = vbNext.fma(k13, b5);
                FloatVector k14 = FloatVector.broadcast(SPECIES, w[wi + 14]);
                a6 = vaNext.fma(k14, a6);
                b6 = vbNext.fma(k14, b6);
                FloatVector k15 = FloatVector.broadcast(SPECIES, w[wi + 15]);
                a7 = vaNext.fma(k15, a7);
                b7 = vbNext.fma(k15, b7);
            }
            for (; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a4 = va.fma(k4, a4);
                b4 = vb.fma(k4, b4);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a5 = va.fma(k5, a5);
                b5 = vb.fma(k5, b5);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a6 = va.fma(k6, a6);
                b6 = vb.fma(k6, b6);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a7 = va.fma(k7, a7);
                b7 = vb.fma(k7, b7);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        a4.intoArray(y, y0 + 64);
        a5.intoArray(y, y0 + 80);
        a6.intoArray(y, y0 + 96);
        a7.intoArray(y, y0 + 112);
        b0.intoArray(y, y1);
        b1.intoArray(y, y1 + 16);
        b2.intoArray(y, y1 + 32);
        b3.intoArray(y, y1 + 48);
        b4.intoArray(y, y1 + 64);
        b5.intoArray(y, y1 + 80);
        b6.intoArray(y, y1 + 96);
        b7.intoArray(y, y1 + 112);
    }

    private static void resume8x2(
            float[] x,
            int x0,
            int xStep,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStep) {
        int y1 = y0 + yStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector a4 = FloatVector.fromArray(SPECIES, y, y0 + 64);
        FloatVector a5 = FloatVector.fromArray(SPECIES, y, y0 + 80);
        FloatVector a6 = FloatVector.fromArray(SPECIES, y, y0 + 96);
        FloatVector a7 = FloatVector.fromArray(SPECIES, y, y0 + 112);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y1 + 16);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y1 + 32);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y1 + 48);
        FloatVector b4 = FloatVector.fromArray(SPECIES, y, y1 + 64);
        FloatVector b5 = FloatVector.fromArray(SPECIES, y, y1 + 80);
        FloatVector b6 = FloatVector.fromArray(SPECIES, y, y1 + 96);
        FloatVector b7 = FloatVector.fromArray(SPECIES, y, y1 + 112);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int xb = xa + xStep;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a4 = va.fma(k4, a4);
                b4 = vb.fma(k4, b4);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a5 = va.fma(k5, a5);
                b5 = vb.fma(k5, b5);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a6 = va.fma(k6, a6);
                b6 = vb.fma(k6, b6);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a7 = va.fma(k7, a7);
                b7 = vb.fma(k7, b7);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector vbNext = FloatVector.fromArray(SPECIES, x, xb + i * LANES + LANES);
                FloatVector k8 = FloatVector.broadcast(SPECIES, w[wi + 8]);
                a0 = vaNext.fma(k8, a0);
                b0 = vbNext.fma(k8, b0);
                FloatVector k9 = FloatVector.broadcast(SPECIES, w[wi + 9]);
                a1 = vaNext.fma(k9, a1);
                b1 = vbNext.fma(k9, b1);
                FloatVector k10 = FloatVector.broadcast(SPECIES, w[wi + 10]);
                a2 = vaNext.fma(k10, a2);
                b2 = vbNext.fma(k10, b2);
                FloatVector k11 = FloatVector.broadcast(SPECIES, w[wi + 11]);
                a3 = vaNext.fma(k11, a3);
                b3 = vbNext.fma(k11, b3);
                FloatVector k12 = FloatVector.broadcast(SPECIES, w[wi + 12]);
                a4 = vaNext.fma(k12, a4);
                b4 = vbNext.fma(k12, b4);
                FloatVector k13 = FloatVector.broadcast(SPECIES, w[wi + 13]);
                a5 = vaNext.fma(k13, a5);
                b5 = vbNext.fma(k13, b5);
                FloatVector k14 = FloatVector.broadcast(SPECIES, w[wi + 14]);
                a6 = vaNext.fma(k14, a6);
                b6 = vbNext.fma(k14, b6);
                FloatVector k15 = FloatVector.broadcast(SPECIES, w[wi + 15]);
                a7 = vaNext.fma(k15, a7);
                b7 = vbNext.fma(k15, b7);
            }
            for (; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a4 = va.fma(k4, a4);
                b4 = vb.fma(k4, b4);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a5 = va.fma(k5, a5);
                b5 = vb.fma(k5, b5);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a6 = va.fma(k6, a6);
                b6 = vb.fma(k6, b6);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a7 = va.fma(k7, a7);
                b7 = vb.fma(k7, b7);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        a4.intoArray(y, y0 + 64);
        a5.intoArray(y, y0 + 80);
        a6.intoArray(y, y0 + 96);
        a7.intoArray(y, y0 + 112);
        b0.intoArray(y, y1);
        b1.intoArray(y, y1 + 16);
        b2.intoArray(y, y1 + 32);
        b3.intoArray(y, y1 + 48);
        b4.intoArray(y, y1 + 64);
        b5.intoArray(y, y1 + 80);
        b6.intoArray(y, y1 + 96);
        b7.intoArray(y, y1 + 112);
    }

    private static void start8x1(
            float[] x, int x0, int xRow, int rows, int length, float[] w, int w0, float[] y, int y0) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector a5 = FloatVector.zero(SPECIES);
        FloatVector a6 = FloatVector.zero(SPECIES);
        FloatVector a7 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                a0 = va.fma(FloatVector.broadcast(SPECIES, w[wi]), a0);
                a1 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 1]), a1);
                a2 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 2]), a2);
                a3 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 3]), a3);
                a4 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 4]), a4);
                a5 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 5]), a5);
                a6 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 6]), a6);
                a7 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 7]), a7);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                a0 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 8]), a0);
                a1 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 9]), a1);
                a2 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 10]), a2);
                a3 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 11]), a3);
                a4 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 12]), a4);
                a5 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 13]), a5);
                a6 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 14]), a6);
                a7 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 15]), a7);
            }
            for (; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                a0 = va.fma(FloatVector.broadcast(SPECIES, w[wi]), a0);
                a1 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 1]), a1);
                a2 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 2]), a2);
                a3 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 3]), a3);
                a4 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 4]), a4);
                a5 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 5]), a5);
                a6 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 6]), a6);
                a7 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 7]), a7);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        a4.intoArray(y, y0 + 64);
        a5.intoArray(y, y0 + 80);
        a6.intoArray(y, y0 + 96);
        a7.intoArray(y, y0 + 112);
    }

    private static void resume8x1(
            float[] x, int x0, int xRow, int rows, int length, float[] w, int w0, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector a4 = FloatVector.fromArray(SPECIES, y, y0 + 64);
        FloatVector a5 = FloatVector.fromArray(SPECIES, y, y0 + 80);
        FloatVector a6 = FloatVector.fromArray(SPECIES, y, y0 + 96);
        FloatVector a7 = FloatVector.fromArray(SPECIES, y, y0 + 112);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                a0 = va.fma(FloatVector.broadcast(SPECIES, w[wi]), a0);
                a1 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 1]), a1);
                a2 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 2]), a2);
                a3 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 3]), a3);
                a4 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 4]), a4);
                a5 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 5]), a5);
                a6 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 6]), a6);
                a7 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 7]), a7);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                a0 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 8]), a0);
                a1 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 9]), a1);
                a2 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 10]), a2);
                a3 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 11]), a3);
                a4 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 12]), a4);
                a5 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 13]), a5);
                a6 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 14]), a6);
                a7 = vaNext.fma(FloatVector.broadcast(SPECIES, w[wi + 15]), a7);
            }
            for (; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                a0 = va.fma(FloatVector.broadcast(SPECIES, w[wi]), a0);
                a1 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 1]), a1);
                a2 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 2]), a2);
                a3 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 3]), a3);
                a4 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 4]), a4);
                a5 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 5]), a5);
                a6 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 6]), a6);
                a7 = va.fma(FloatVector.broadcast(SPECIES, w[wi + 7]), a7);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        a4.intoArray(y, y0 + 64);
        a5.intoArray(y, y0 + 80);
        a6.intoArray(y, y0 + 96);
        a7.intoArray(y, y0 + 112);
    }

    private static void start4x1(
            float[] x, int x0, int xRow, int rows, int length, float[] w, int w0, float[] y, int y0) {
        int y1 = y0 + WIDTH;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
            int xr = x0 + r * xRow;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xr + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xr + WIDTH + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        b0.intoArray(y, y1);
        b1.intoArray(y, y1 + 16);
        b2.intoArray(y, y1 + 32);
        b3.intoArray(y, y1 + 48);
    }

    private static void resume4x1(
            float[] x, int x0, int xRow, int rows, int length, float[] w, int w0, float[] y, int y0) {
        int y1 = y0 + WIDTH;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y1 + 16);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y1 + 32);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y1 + 48);
        for (int r = 0; r < rows; r++) {
            int xr = x0 + r * xRow;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xr + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xr + WIDTH + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
        b0.intoArray(y, y1);
        b1.intoArray(y, y1 + 16);
        b2.intoArray(y, y1 + 32);
        b3.intoArray(y, y1 + 48);
    }
}
