package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 4 outputs times 2 vectors that may start anywhere: two lane groups, where 4 x 4 leaves them over or a layer has no more,
 * or two parts of one, where vectors are shorter and 16 registers are all there is. Eight chains still hide the latency of
 * a multiply-add; those of two {@link Tile4x1} one after the other don't. (Rung 5 of docs/learn/2-the-ladder.md has both.) One step a turn of the loop: a second one brings
 * nothing with 512 bit, and with 256 bit it takes half of the speed.
 */
final class Tile4x2 {
    private static final int TILE = ConvolutionTile.TILE;
    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private Tile4x2() {}

    /** Overwrites y with sums from +0; parameters as in {@link ConvolutionTile#start}. */
    static void start(
            float[] x,
            int x0,
            int x1,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int y1) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRowStride;
            int xb = x1 + r * xRowStride;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
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

    /** Goes on with the chains that y holds; parameters as in {@link ConvolutionTile#resume}. */
    static void resume(
            float[] x,
            int x0,
            int x1,
            int xRowStride,
            int rows,
            int length,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int y1) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, y1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, y1 + 16);
        FloatVector b2 = FloatVector.fromArray(SPECIES, y, y1 + 32);
        FloatVector b3 = FloatVector.fromArray(SPECIES, y, y1 + 48);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRowStride;
            int xb = x1 + r * xRowStride;
            int wr = w0 + r * length * TILE;
            for (int i = 0; i < length; i++) {
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
