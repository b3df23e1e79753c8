package doublewin.bench.measure;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fastest that fused multiply-adds run here: nothing but independent FMAs between registers, on every worker of a
 * pool at once. What a kernel reaches is given as a share of this, measured beside it in the same run, since the clock
 * of a shared machine drifts.
 */
public final class Ceiling {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int CHAINS = 12;
    private static final int PIECE = 20_000;
    private static final int PIECES_A_WORKER = 16;

    private Ceiling() {}

    /** Floating-point operations of one {@link #run}; an FMA counts two. */
    public static double flops(WorkerPool pool) {
        return 2.0 * pieces(pool) * PIECE * CHAINS * SPECIES.length();
    }

    /** Keeps all workers busy for a few milliseconds. */
    public static void run(WorkerPool pool) {
        pool.run(pieces(pool), (piece, scratch) -> {
            Tensor out = scratch.floats(CHAINS * SPECIES.length());
            chains(out.array(), out.offset(), 1e-9f * piece);
        });
    }

    private static int pieces(WorkerPool pool) {
        return PIECES_A_WORKER * pool.workers();
    }

    private static void chains(float[] out, int out0, float start) {
        int width = SPECIES.length();
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector y = FloatVector.broadcast(SPECIES, start);
        FloatVector a0 = y;
        FloatVector a1 = y.add(1);
        FloatVector a2 = y.add(2);
        FloatVector a3 = y.add(3);
        FloatVector a4 = y.add(4);
        FloatVector a5 = y.add(5);
        FloatVector a6 = y.add(6);
        FloatVector a7 = y.add(7);
        FloatVector a8 = y.add(8);
        FloatVector a9 = y.add(9);
        FloatVector a10 = y.add(10);
        FloatVector a11 = y.add(11);
        for (int i = 0; i < PIECE; i++) {
            a0 = a0.fma(x, y);
            a1 = a1.fma(x, y);
            a2 = a2.fma(x, y);
            a3 = a3.fma(x, y);
            a4 = a4.fma(x, y);
            a5 = a5.fma(x, y);
            a6 = a6.fma(x, y);
            a7 = a7.fma(x, y);
            a8 = a8.fma(x, y);
            a9 = a9.fma(x, y);
            a10 = a10.fma(x, y);
            a11 = a11.fma(x, y);
        }
        a0.intoArray(out, out0);
        a1.intoArray(out, out0 + width);
        a2.intoArray(out, out0 + 2 * width);
        a3.intoArray(out, out0 + 3 * width);
        a4.intoArray(out, out0 + 4 * width);
        a5.intoArray(out, out0 + 5 * width);
        a6.intoArray(out, out0 + 6 * width);
        a7.intoArray(out, out0 + 7 * width);
        a8.intoArray(out, out0 + 8 * width);
        a9.intoArray(out, out0 + 9 * width);
        a10.intoArray(out, out0 + 10 * width);
        a11.intoArray(out, out0 + 11 * width);
    }
}
