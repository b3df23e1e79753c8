package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;

/**
 * One way to compute a {@link Layer}. Arrays come and go in the usual order; what a rung makes of them for itself happens in
 * {@link #prepare} and {@link #finish}, which are timed apart: in a network the next layer would read the rung's own layout.
 */
public interface Rung {
    /** What is new on it, in a few words. */
    String title();

    /** What keeps it from going faster. */
    String limit();

    /** Takes x [N][C][H][W] and w [K][C][3][3], which it may keep, but not change. */
    void prepare(float[] x, float[] w);

    /** Computes y from what was prepared, again each time. Rungs for one thread leave the workers alone. */
    void run(WorkerPool pool);

    /** Overwrites y [N][K][H][W]. */
    void finish(float[] y);
}
