package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of rung 5 and all after it: four output channels of up to four pixels.
 *
 * <pre>
 *   pixel 0   stream of x ---------------->      a0 a1 a2 a3          four loads of x and four of w
 *   pixel 1   ---------------------------->      b0 b1 b2 b3          for sixteen multiply-adds
 *   pixel 2   ---------------------------->      c0 c1 c2 c3
 *   pixel 3   ---------------------------->      d0 d1 d2 d3
 *             stream of w [w0 w1 w2 w3] ...
 * </pre>
 *
 * <p>Sixteen accumulators, four vectors of x and one of w fit 32 registers. Vectors shorter than a lane group come with 16
 * registers; they are taken two at a time.
 */
final class RegisterTile {
    static final int PIXELS = 4;

    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = LaneMaps.LANES;
    private static final int TILE = LaneMaps.TILE;

    private RegisterTile() {}

    /**
     * Goes on with the chains that y holds.
     *
     * @param x0 of the first pixel's first filter row; {@code xPixel} further lies the next pixel's, {@code xRow} the next row
     * @param rows filter rows, and {@code length} the lane groups of each
     * @param w0 of {@code rows * length} groups of four weights
     * @param y0 of the first pixel's four outputs; {@code yPixel} further lie the next pixel's
     * @param pixels 1 to 4
     */
    static void goOn(
            float[] x,
            int x0,
            int xPixel,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yPixel,
            int pixels) {
        if (SPECIES.length() == LANES && pixels == PIXELS) {
            four(x, x0, xPixel, xRow, rows, length, w, w0, y, y0, yPixel);
            return;
        }
        if (SPECIES.length() == LANES) {
            for (int j = 0; j < pixels; j += 2) {
                int next = Math.min(j + 1, pixels - 1); // A lone pixel is taken twice, to the same bits.
                int xa = x0 + j * xPixel;
                int ya = y0 + j * yPixel;
                two(x, xa, x0 + next * xPixel, xRow, rows, length, w, w0, y, ya, y0 + next * yPixel);
            }
            return;
        }
        int width = SPECIES.length();
        for (int lane = 0; lane < pixels * LANES; lane += 2 * width) {
            int xa = x0 + lane / LANES * xPixel + lane % LANES;
            int ya = y0 + lane / LANES * yPixel + lane % LANES;
            two(x, xa, xa + width, xRow, rows, length, w, w0, y, ya, ya + width);
        }
    }

    /** 4 x 4. What can be computed from other numbers is not passed: few enough integers are alive for the registers that they have. */
    private static void four(
            float[] x,
            int x0,
            int xPixel,
            int xRow,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yPixel) {
        int y1 = y0 + yPixel;
        int y2 = y1 + yPixel;
        int y3 = y2 + yPixel;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y1 + 16);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y1 + 32);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y1 + 48);
        FloatVector c0 = FloatVector.fromArray(SPECIES, y, y2);
        FloatVector c1 = FloatVector.fromArray(SPECIES, y, y2 + 16);
        FloatVector c2 = FloatVector.fromArray(SPECIES, y, y2 + 32);
        FloatVector c3 = FloatVector.fromArray(SPECIES, y, y2 + 48);
        FloatVector d0 = FloatVector.fromArray(SPECIES, y, y3);
        FloatVector d1 = FloatVector.fromArray(SPECIES, y, y3 + 16);
        FloatVector d2 = FloatVector.fromArray(SPECIES, y, y3 + 32);
        FloatVector d3 = FloatVector.fromArray(SPECIES, y, y3 + 48);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int xb = xa + xPixel;
            int xc = xb + xPixel;
            int xd = xc + xPixel;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector vc = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
                FloatVector vd = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wr + i * TILE]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                c0 = vc.fma(k0, c0);
                d0 = vd.fma(k0, d0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                c1 = vc.fma(k1, c1);
                d1 = vd.fma(k1, d1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                c2 = vc.fma(k2, c2);
                d2 = vd.fma(k2, d2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                c3 = vc.fma(k3, c3);
                d3 = vd.fma(k3, d3);
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
        c0.intoArray(y, y2);
        c1.intoArray(y, y2 + 16);
        c2.intoArray(y, y2 + 32);
        c3.intoArray(y, y2 + 48);
        d0.intoArray(y, y3);
        d1.intoArray(y, y3 + 16);
        d2.intoArray(y, y3 + 32);
        d3.intoArray(y, y3 + 48);
    }

    /** 4 x 2, for what is left over and for shorter vectors. */
    private static void two(
            float[] x, int x0, int x1, int xRow, int rows, int length, float[] w, int w0, float[] y, int y0, int y1) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y1 + 16);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y1 + 32);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y1 + 48);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRow;
            int xb = x1 + r * xRow;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wr + i * TILE]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wr + i * TILE + 3]);
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
