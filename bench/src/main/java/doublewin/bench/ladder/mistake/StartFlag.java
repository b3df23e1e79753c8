package doublewin.bench.ladder.mistake;

import doublewin.engine.kernel.lane.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles that begin with zeros, and tiles that go on with what y holds: two methods, or one with a flag. With the flag each accumulator
 * has two origins, and what the compiler makes of sixteen such has been as slow as a quarter, in some virtual machines and not in others.
 */
final class StartFlag implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = Streams.LANES;
    private static final int TILE = Streams.TILE;

    private final Streams streams = new Streams();

    @Override
    public void right() {
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            start(
                    streams.x.array(),
                    streams.x0(pixel),
                    streams.w.array(),
                    streams.w.offset(),
                    streams.y.array(),
                    streams.y0(pixel));
            goOn(
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
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            either(
                    true,
                    streams.x.array(),
                    streams.x0(pixel),
                    streams.w.array(),
                    streams.w.offset(),
                    streams.y.array(),
                    streams.y0(pixel));
            either(
                    false,
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

    private static void start(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
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
        for (int i = 0; i < Streams.LENGTH; i++) {
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

    private static void goOn(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
        int pixel = Streams.LENGTH * LANES;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + LANES);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 3 * LANES);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y0 + 4 * LANES);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y0 + 5 * LANES);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y0 + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y0 + 7 * LANES);
        FloatVector c0 = FloatVector.fromArray(SPECIES, y, y0 + 8 * LANES);
        FloatVector c1 = FloatVector.fromArray(SPECIES, y, y0 + 9 * LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, y, y0 + 10 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, y, y0 + 11 * LANES);
        FloatVector d0 = FloatVector.fromArray(SPECIES, y, y0 + 12 * LANES);
        FloatVector d1 = FloatVector.fromArray(SPECIES, y, y0 + 13 * LANES);
        FloatVector d2 = FloatVector.fromArray(SPECIES, y, y0 + 14 * LANES);
        FloatVector d3 = FloatVector.fromArray(SPECIES, y, y0 + 15 * LANES);
        for (int i = 0; i < Streams.LENGTH; i++) {
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

    private static void either(boolean start, float[] x, int x0, float[] w, int w0, float[] y, int y0) {
        int pixel = Streams.LENGTH * LANES;
        FloatVector a0 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + LANES);
        FloatVector a2 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 2 * LANES);
        FloatVector a3 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 3 * LANES);
        FloatVector b0 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 4 * LANES);
        FloatVector b1 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 5 * LANES);
        FloatVector b2 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 6 * LANES);
        FloatVector b3 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 7 * LANES);
        FloatVector c0 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 8 * LANES);
        FloatVector c1 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 9 * LANES);
        FloatVector c2 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 10 * LANES);
        FloatVector c3 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 11 * LANES);
        FloatVector d0 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 12 * LANES);
        FloatVector d1 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 13 * LANES);
        FloatVector d2 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 14 * LANES);
        FloatVector d3 = start ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, y, y0 + 15 * LANES);
        for (int i = 0; i < Streams.LENGTH; i++) {
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
}
