package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 4 outputs times 4 lane groups that may start anywhere, on vectors of a whole lane group: nearly all of the work. It is rung 5 of
 * docs/learn/2-the-ladder.md with two lane groups a turn of the loop.
 *
 * <p>Where a row of x begins is kept up by additions, not computed from the first row's place: every number that is alive
 * around the innermost loop takes a register from it, and those of array and index then came back from vector registers in
 * each turn, by the ports that multiply.
 */
final class Tile4x4 {
    private static final int TILE = ConvolutionTile.TILE;
    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private Tile4x4() {}

    /** Overwrites y with sums from +0; parameters as in {@link ConvolutionTile#start}. */
    static void start(
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride) {
        int y1 = y0 + yStride;
        int y2 = y1 + yStride;
        int y3 = y2 + yStride;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector d2 = FloatVector.zero(SPECIES);
        FloatVector d3 = FloatVector.zero(SPECIES);
        int xa = x0;
        int xb = x1;
        int xc = x2;
        int xd = x3;
        int wr = w0;
        for (int r = 0; r < rows; r++) {
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector vc = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
                FloatVector vd = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                c0 = vc.fma(k0, c0);
                d0 = vd.fma(k0, d0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                c1 = vc.fma(k1, c1);
                d1 = vd.fma(k1, d1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                c2 = vc.fma(k2, c2);
                d2 = vd.fma(k2, d2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                c3 = vc.fma(k3, c3);
                d3 = vd.fma(k3, d3);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector vbNext = FloatVector.fromArray(SPECIES, x, xb + i * LANES + LANES);
                FloatVector vcNext = FloatVector.fromArray(SPECIES, x, xc + i * LANES + LANES);
                FloatVector vdNext = FloatVector.fromArray(SPECIES, x, xd + i * LANES + LANES);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a0 = vaNext.fma(k4, a0);
                b0 = vbNext.fma(k4, b0);
                c0 = vcNext.fma(k4, c0);
                d0 = vdNext.fma(k4, d0);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a1 = vaNext.fma(k5, a1);
                b1 = vbNext.fma(k5, b1);
                c1 = vcNext.fma(k5, c1);
                d1 = vdNext.fma(k5, d1);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a2 = vaNext.fma(k6, a2);
                b2 = vbNext.fma(k6, b2);
                c2 = vcNext.fma(k6, c2);
                d2 = vdNext.fma(k6, d2);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a3 = vaNext.fma(k7, a3);
                b3 = vbNext.fma(k7, b3);
                c3 = vcNext.fma(k7, c3);
                d3 = vdNext.fma(k7, d3);
            }
            if (i < length) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector vc = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
                FloatVector vd = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                c0 = vc.fma(k0, c0);
                d0 = vd.fma(k0, d0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                c1 = vc.fma(k1, c1);
                d1 = vd.fma(k1, d1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                c2 = vc.fma(k2, c2);
                d2 = vd.fma(k2, d2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                c3 = vc.fma(k3, c3);
                d3 = vd.fma(k3, d3);
            }
            xa += xRowStride;
            xb += xRowStride;
            xc += xRowStride;
            xd += xRowStride;
            wr += length * TILE;
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

    /** Goes on with the chains that y holds; parameters as in {@link ConvolutionTile#resume}. */
    static void resume(
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride) {
        int y1 = y0 + yStride;
        int y2 = y1 + yStride;
        int y3 = y2 + yStride;
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
        int xa = x0;
        int xb = x1;
        int xc = x2;
        int xd = x3;
        int wr = w0;
        for (int r = 0; r < rows; r++) {
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector vc = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
                FloatVector vd = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                c0 = vc.fma(k0, c0);
                d0 = vd.fma(k0, d0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                c1 = vc.fma(k1, c1);
                d1 = vd.fma(k1, d1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                c2 = vc.fma(k2, c2);
                d2 = vd.fma(k2, d2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                c3 = vc.fma(k3, c3);
                d3 = vd.fma(k3, d3);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector vbNext = FloatVector.fromArray(SPECIES, x, xb + i * LANES + LANES);
                FloatVector vcNext = FloatVector.fromArray(SPECIES, x, xc + i * LANES + LANES);
                FloatVector vdNext = FloatVector.fromArray(SPECIES, x, xd + i * LANES + LANES);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a0 = vaNext.fma(k4, a0);
                b0 = vbNext.fma(k4, b0);
                c0 = vcNext.fma(k4, c0);
                d0 = vdNext.fma(k4, d0);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a1 = vaNext.fma(k5, a1);
                b1 = vbNext.fma(k5, b1);
                c1 = vcNext.fma(k5, c1);
                d1 = vdNext.fma(k5, d1);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a2 = vaNext.fma(k6, a2);
                b2 = vbNext.fma(k6, b2);
                c2 = vcNext.fma(k6, c2);
                d2 = vdNext.fma(k6, d2);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a3 = vaNext.fma(k7, a3);
                b3 = vbNext.fma(k7, b3);
                c3 = vcNext.fma(k7, c3);
                d3 = vdNext.fma(k7, d3);
            }
            if (i < length) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                FloatVector vb = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
                FloatVector vc = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
                FloatVector vd = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                b0 = vb.fma(k0, b0);
                c0 = vc.fma(k0, c0);
                d0 = vd.fma(k0, d0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                b1 = vb.fma(k1, b1);
                c1 = vc.fma(k1, c1);
                d1 = vd.fma(k1, d1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                b2 = vb.fma(k2, b2);
                c2 = vc.fma(k2, c2);
                d2 = vd.fma(k2, d2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                b3 = vb.fma(k3, b3);
                c3 = vc.fma(k3, c3);
                d3 = vd.fma(k3, d3);
            }
            xa += xRowStride;
            xb += xRowStride;
            xc += xRowStride;
            xd += xRowStride;
            wr += length * TILE;
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
}
