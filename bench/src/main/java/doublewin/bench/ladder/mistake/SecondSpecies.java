package doublewin.bench.ladder.mistake;

import doublewin.engine.kernel.lane.Lanes;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of 4 x 4, before and after another part of the program has computed with vectors of other lengths. All vectors go through the
 * same few methods of the library; what the compiler learns about these from one species it forgets when it meets others. In a program
 * of many kernels that has made it create an object for each vector, an eighth of the speed; this small one comes through.
 *
 * <p>The wrong tile has the right one's text; it is another method, lest it was compiled before.
 */
final class SecondSpecies implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final List<VectorSpecies<Float>> OTHERS = Stream.of(
                    FloatVector.SPECIES_64, FloatVector.SPECIES_128, FloatVector.SPECIES_256, FloatVector.SPECIES_512)
            .filter(species -> !species.equals(SPECIES))
            .toList();
    private static final int LANES = Streams.LANES;
    private static final int TILE = Streams.TILE;
    private static final int ENOUGH = 30_000;

    private final Streams streams = new Streams();
    private boolean spoilt;

    @Override
    public void right() {
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            before(
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
        if (!spoilt) {
            for (int n = 0; n < ENOUGH; n++) {
                elsewhere(OTHERS.get(n % OTHERS.size()), streams.x.array(), streams.y.array());
            }
            spoilt = true;
        }
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            after(
                    streams.x.array(),
                    streams.x0(pixel),
                    streams.w.array(),
                    streams.w.offset(),
                    streams.y.array(),
                    streams.y0(pixel));
        }
    }

    private static void elsewhere(VectorSpecies<Float> other, float[] x, float[] y) {
        FloatVector sum = FloatVector.zero(other);
        for (int i = 0; i < 1 << 6; i += other.length()) {
            sum = sum.add(FloatVector.fromArray(other, x, i).mul(FloatVector.broadcast(other, x[i])));
        }
        sum.intoArray(y, 0);
    }

    @Override
    public float[] result() {
        return streams.y.toArray();
    }

    private static void before(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
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
            a0 = a0.add(va.mul(k0));
            b0 = b0.add(vb.mul(k0));
            c0 = c0.add(vc.mul(k0));
            d0 = d0.add(vd.mul(k0));
            FloatVector k1 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 1]);
            a1 = a1.add(va.mul(k1));
            b1 = b1.add(vb.mul(k1));
            c1 = c1.add(vc.mul(k1));
            d1 = d1.add(vd.mul(k1));
            FloatVector k2 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 2]);
            a2 = a2.add(va.mul(k2));
            b2 = b2.add(vb.mul(k2));
            c2 = c2.add(vc.mul(k2));
            d2 = d2.add(vd.mul(k2));
            FloatVector k3 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 3]);
            a3 = a3.add(va.mul(k3));
            b3 = b3.add(vb.mul(k3));
            c3 = c3.add(vc.mul(k3));
            d3 = d3.add(vd.mul(k3));
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

    private static void after(float[] x, int x0, float[] w, int w0, float[] y, int y0) {
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
            a0 = a0.add(va.mul(k0));
            b0 = b0.add(vb.mul(k0));
            c0 = c0.add(vc.mul(k0));
            d0 = d0.add(vd.mul(k0));
            FloatVector k1 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 1]);
            a1 = a1.add(va.mul(k1));
            b1 = b1.add(vb.mul(k1));
            c1 = c1.add(vc.mul(k1));
            d1 = d1.add(vd.mul(k1));
            FloatVector k2 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 2]);
            a2 = a2.add(va.mul(k2));
            b2 = b2.add(vb.mul(k2));
            c2 = c2.add(vc.mul(k2));
            d2 = d2.add(vd.mul(k2));
            FloatVector k3 = FloatVector.broadcast(SPECIES, w[w0 + i * TILE + 3]);
            a3 = a3.add(va.mul(k3));
            b3 = b3.add(vb.mul(k3));
            c3 = c3.add(vc.mul(k3));
            d3 = d3.add(vd.mul(k3));
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
