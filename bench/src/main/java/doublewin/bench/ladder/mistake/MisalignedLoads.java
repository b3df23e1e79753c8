package doublewin.bench.ladder.mistake;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of 4 x 4 whose x begin on a cache line, or four floats behind it, as those of a Java array do. A vector of 64 bytes then lies in two
 * lines, and each load is two. Shorter vectors suffer half as often, or less.
 */
final class MisalignedLoads implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = Streams.LANES;
    private static final int TILE = Streams.TILE;
    private static final int SHIFT = 4;

    private final Streams streams = new Streams();
    private final Tensor shifted = new Arena().allocate(Shape.of(streams.x.elements() + LANES));

    MisalignedLoads() {
        System.arraycopy(
                streams.x.array(), streams.x.offset(), shifted.array(), shifted.offset() + SHIFT, streams.x.elements());
    }

    @Override
    public void right() {
        run(streams.x.array(), streams.x.offset());
    }

    @Override
    public void wrong() {
        run(shifted.array(), shifted.offset() + SHIFT);
    }

    private void run(float[] x, int x0) {
        for (int pixel = 0; pixel < Streams.PIXELS; pixel += 4) {
            int from = x0 + pixel * Streams.LENGTH * LANES;
            four(x, from, streams.w.array(), streams.w.offset(), streams.y.array(), streams.y0(pixel));
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
