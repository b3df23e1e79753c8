package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 4 outputs times 1 lane group on vectors of a whole lane group: the rest of a row of larger tiles. It is rung 5a of
 * docs/learn/2-the-ladder.md with two lane groups a turn of the loop.
 */
final class Tile4x1 {
    private static final int TILE = ConvolutionTile.TILE;
    private static final int LANES = Shape.LANES;
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private Tile4x1() {}

    /** Overwrites y with sums from +0; parameters as in {@link ConvolutionTile#start}. */
    static void start(float[] x, int x0, int xRowStride, int rows, int length, float[] w, int w0, float[] y, int y0) {
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRowStride;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a0 = vaNext.fma(k4, a0);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a1 = vaNext.fma(k5, a1);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a2 = vaNext.fma(k6, a2);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a3 = vaNext.fma(k7, a3);
            }
            if (i < length) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
    }

    /** Goes on with the chains that y holds; parameters as in {@link ConvolutionTile#resume}. */
    static void resume(float[] x, int x0, int xRowStride, int rows, int length, float[] w, int w0, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, y0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, y0 + 16);
        FloatVector a2 = FloatVector.fromArray(SPECIES, y, y0 + 32);
        FloatVector a3 = FloatVector.fromArray(SPECIES, y, y0 + 48);
        for (int r = 0; r < rows; r++) {
            int xa = x0 + r * xRowStride;
            int wr = w0 + r * length * TILE;
            int i = 0;
            for (; i < length - 1; i += 2) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
                FloatVector vaNext = FloatVector.fromArray(SPECIES, x, xa + i * LANES + LANES);
                FloatVector k4 = FloatVector.broadcast(SPECIES, w[wi + 4]);
                a0 = vaNext.fma(k4, a0);
                FloatVector k5 = FloatVector.broadcast(SPECIES, w[wi + 5]);
                a1 = vaNext.fma(k5, a1);
                FloatVector k6 = FloatVector.broadcast(SPECIES, w[wi + 6]);
                a2 = vaNext.fma(k6, a2);
                FloatVector k7 = FloatVector.broadcast(SPECIES, w[wi + 7]);
                a3 = vaNext.fma(k7, a3);
            }
            if (i < length) {
                FloatVector va = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
                int wi = wr + i * TILE;
                FloatVector k0 = FloatVector.broadcast(SPECIES, w[wi]);
                a0 = va.fma(k0, a0);
                FloatVector k1 = FloatVector.broadcast(SPECIES, w[wi + 1]);
                a1 = va.fma(k1, a1);
                FloatVector k2 = FloatVector.broadcast(SPECIES, w[wi + 2]);
                a2 = va.fma(k2, a2);
                FloatVector k3 = FloatVector.broadcast(SPECIES, w[wi + 3]);
                a3 = va.fma(k3, a3);
            }
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 16);
        a2.intoArray(y, y0 + 32);
        a3.intoArray(y, y0 + 48);
    }
}
