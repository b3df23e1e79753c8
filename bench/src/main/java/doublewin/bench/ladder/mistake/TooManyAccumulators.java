package doublewin.bench.ladder.mistake;

import doublewin.engine.kernel.lane.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Twelve pixels in three tiles of 4 x 4, or in two of 4 x 6, both with two lane groups a turn of the loop. The larger tile loads less for each
 * multiply-add, and its 24 accumulators, six vectors of x and one of w would fit 32 registers. But the compiler wants to load the next x
 * before it is done with the last, and moves accumulators to the stack and back.
 */
final class TooManyAccumulators implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = Streams.LANES;
    private static final int TILE = Streams.TILE;

    private final Streams streams = new Streams();

    @Override
    public void right() {
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            four(
                    streams.x.array(),
                    streams.x0(pixel),
                    streams.w.array(),
                    streams.w.offset(),
                    streams.y.array(),
                    streams.y0(pixel));
        }
    }

    @Override
    public void wrong() {
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 6) {
            six(
                    streams.x.array(),
                    streams.x0(pixel),
                    streams.w.array(),
                    streams.w.offset(),
                    streams.y.array(),
                    streams.y0(pixel));
        }
    }

    @Override
    public float[] result() {
        return streams.y.toArray();
    }

    private static void four(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
        int pixel = Streams.LENGTH * LANES;
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
        for (int i = 0; i < Streams.LENGTH; i += 2) {
            FloatVector va = FloatVector.fromArray(SPECIES, x, x0 + i * LANES);
            FloatVector vb = FloatVector.fromArray(SPECIES, x, x0 + pixel + i * LANES);
            FloatVector vc = FloatVector.fromArray(SPECIES, x, x0 + 2 * pixel + i * LANES);
            FloatVector vd = FloatVector.fromArray(SPECIES, x, x0 + 3 * pixel + i * LANES);
            FloatVector k0 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE]);
            a0 = va.fma(k0, a0);
            b0 = vb.fma(k0, b0);
            c0 = vc.fma(k0, c0);
            d0 = vd.fma(k0, d0);
            FloatVector k1 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 1]);
            a1 = va.fma(k1, a1);
            b1 = vb.fma(k1, b1);
            c1 = vc.fma(k1, c1);
            d1 = vd.fma(k1, d1);
            FloatVector k2 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 2]);
            a2 = va.fma(k2, a2);
            b2 = vb.fma(k2, b2);
            c2 = vc.fma(k2, c2);
            d2 = vd.fma(k2, d2);
            FloatVector k3 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 3]);
            a3 = va.fma(k3, a3);
            b3 = vb.fma(k3, b3);
            c3 = vc.fma(k3, c3);
            d3 = vd.fma(k3, d3);
            FloatVector na = FloatVector.fromArray(SPECIES, x, x0 + (i + 1) * LANES);
            FloatVector nb = FloatVector.fromArray(SPECIES, x, x0 + pixel + (i + 1) * LANES);
            FloatVector nc = FloatVector.fromArray(SPECIES, x, x0 + 2 * pixel + (i + 1) * LANES);
            FloatVector nd = FloatVector.fromArray(SPECIES, x, x0 + 3 * pixel + (i + 1) * LANES);
            FloatVector l0 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE]);
            a0 = na.fma(l0, a0);
            b0 = nb.fma(l0, b0);
            c0 = nc.fma(l0, c0);
            d0 = nd.fma(l0, d0);
            FloatVector l1 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 1]);
            a1 = na.fma(l1, a1);
            b1 = nb.fma(l1, b1);
            c1 = nc.fma(l1, c1);
            d1 = nd.fma(l1, d1);
            FloatVector l2 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 2]);
            a2 = na.fma(l2, a2);
            b2 = nb.fma(l2, b2);
            c2 = nc.fma(l2, c2);
            d2 = nd.fma(l2, d2);
            FloatVector l3 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 3]);
            a3 = na.fma(l3, a3);
            b3 = nb.fma(l3, b3);
            c3 = nc.fma(l3, c3);
            d3 = nd.fma(l3, d3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + LANES);
        a2.intoArray(y, y0 + 2 * LANES);
        a3.intoArray(y, y0 + 3 * LANES);
        b0.intoArray(y, y0 + 4 * LANES);
        b1.intoArray(y, y0 + 5 * LANES);
        b2.intoArray(y, y0 + 6 * LANES);
        b3.intoArray(y, y0 + 7 * LANES);
        c0.intoArray(y, y0 + 8 * LANES);
        c1.intoArray(y, y0 + 9 * LANES);
        c2.intoArray(y, y0 + 10 * LANES);
        c3.intoArray(y, y0 + 11 * LANES);
        d0.intoArray(y, y0 + 12 * LANES);
        d1.intoArray(y, y0 + 13 * LANES);
        d2.intoArray(y, y0 + 14 * LANES);
        d3.intoArray(y, y0 + 15 * LANES);
    }

    private static void six(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
        int pixel = Streams.LENGTH * LANES;
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
        FloatVector e0 = FloatVector.zero(SPECIES);
        FloatVector e1 = FloatVector.zero(SPECIES);
        FloatVector e2 = FloatVector.zero(SPECIES);
        FloatVector e3 = FloatVector.zero(SPECIES);
        FloatVector f0 = FloatVector.zero(SPECIES);
        FloatVector f1 = FloatVector.zero(SPECIES);
        FloatVector f2 = FloatVector.zero(SPECIES);
        FloatVector f3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < Streams.LENGTH; i += 2) {
            FloatVector va = FloatVector.fromArray(SPECIES, x, x0 + i * LANES);
            FloatVector vb = FloatVector.fromArray(SPECIES, x, x0 + pixel + i * LANES);
            FloatVector vc = FloatVector.fromArray(SPECIES, x, x0 + 2 * pixel + i * LANES);
            FloatVector vd = FloatVector.fromArray(SPECIES, x, x0 + 3 * pixel + i * LANES);
            FloatVector ve = FloatVector.fromArray(SPECIES, x, x0 + 4 * pixel + i * LANES);
            FloatVector vf = FloatVector.fromArray(SPECIES, x, x0 + 5 * pixel + i * LANES);
            FloatVector k0 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE]);
            a0 = va.fma(k0, a0);
            b0 = vb.fma(k0, b0);
            c0 = vc.fma(k0, c0);
            d0 = vd.fma(k0, d0);
            e0 = ve.fma(k0, e0);
            f0 = vf.fma(k0, f0);
            FloatVector k1 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 1]);
            a1 = va.fma(k1, a1);
            b1 = vb.fma(k1, b1);
            c1 = vc.fma(k1, c1);
            d1 = vd.fma(k1, d1);
            e1 = ve.fma(k1, e1);
            f1 = vf.fma(k1, f1);
            FloatVector k2 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 2]);
            a2 = va.fma(k2, a2);
            b2 = vb.fma(k2, b2);
            c2 = vc.fma(k2, c2);
            d2 = vd.fma(k2, d2);
            e2 = ve.fma(k2, e2);
            f2 = vf.fma(k2, f2);
            FloatVector k3 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 3]);
            a3 = va.fma(k3, a3);
            b3 = vb.fma(k3, b3);
            c3 = vc.fma(k3, c3);
            d3 = vd.fma(k3, d3);
            e3 = ve.fma(k3, e3);
            f3 = vf.fma(k3, f3);
            FloatVector na = FloatVector.fromArray(SPECIES, x, x0 + (i + 1) * LANES);
            FloatVector nb = FloatVector.fromArray(SPECIES, x, x0 + pixel + (i + 1) * LANES);
            FloatVector nc = FloatVector.fromArray(SPECIES, x, x0 + 2 * pixel + (i + 1) * LANES);
            FloatVector nd = FloatVector.fromArray(SPECIES, x, x0 + 3 * pixel + (i + 1) * LANES);
            FloatVector ne = FloatVector.fromArray(SPECIES, x, x0 + 4 * pixel + (i + 1) * LANES);
            FloatVector nf = FloatVector.fromArray(SPECIES, x, x0 + 5 * pixel + (i + 1) * LANES);
            FloatVector l0 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE]);
            a0 = na.fma(l0, a0);
            b0 = nb.fma(l0, b0);
            c0 = nc.fma(l0, c0);
            d0 = nd.fma(l0, d0);
            e0 = ne.fma(l0, e0);
            f0 = nf.fma(l0, f0);
            FloatVector l1 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 1]);
            a1 = na.fma(l1, a1);
            b1 = nb.fma(l1, b1);
            c1 = nc.fma(l1, c1);
            d1 = nd.fma(l1, d1);
            e1 = ne.fma(l1, e1);
            f1 = nf.fma(l1, f1);
            FloatVector l2 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 2]);
            a2 = na.fma(l2, a2);
            b2 = nb.fma(l2, b2);
            c2 = nc.fma(l2, c2);
            d2 = nd.fma(l2, d2);
            e2 = ne.fma(l2, e2);
            f2 = nf.fma(l2, f2);
            FloatVector l3 = FloatVector.broadcast(SPECIES, w[w0 + (i + 1) * TILE + 3]);
            a3 = na.fma(l3, a3);
            b3 = nb.fma(l3, b3);
            c3 = nc.fma(l3, c3);
            d3 = nd.fma(l3, d3);
            e3 = ne.fma(l3, e3);
            f3 = nf.fma(l3, f3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + LANES);
        a2.intoArray(y, y0 + 2 * LANES);
        a3.intoArray(y, y0 + 3 * LANES);
        b0.intoArray(y, y0 + 4 * LANES);
        b1.intoArray(y, y0 + 5 * LANES);
        b2.intoArray(y, y0 + 6 * LANES);
        b3.intoArray(y, y0 + 7 * LANES);
        c0.intoArray(y, y0 + 8 * LANES);
        c1.intoArray(y, y0 + 9 * LANES);
        c2.intoArray(y, y0 + 10 * LANES);
        c3.intoArray(y, y0 + 11 * LANES);
        d0.intoArray(y, y0 + 12 * LANES);
        d1.intoArray(y, y0 + 13 * LANES);
        d2.intoArray(y, y0 + 14 * LANES);
        d3.intoArray(y, y0 + 15 * LANES);
        e0.intoArray(y, y0 + 16 * LANES);
        e1.intoArray(y, y0 + 17 * LANES);
        e2.intoArray(y, y0 + 18 * LANES);
        e3.intoArray(y, y0 + 19 * LANES);
        f0.intoArray(y, y0 + 20 * LANES);
        f1.intoArray(y, y0 + 21 * LANES);
        f2.intoArray(y, y0 + 22 * LANES);
        f3.intoArray(y, y0 + 23 * LANES);
    }
}
