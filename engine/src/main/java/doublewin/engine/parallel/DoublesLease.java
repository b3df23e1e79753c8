package doublewin.engine.parallel;

/**
 * The shared doubles of a pool, in the hands of one collector: partial results of its tasks, which nobody else may touch
 * before they are joined. Whoever takes them closes the lease, also where the work between fails.
 */
public final class DoublesLease implements AutoCloseable {
    private final WorkerPool pool;
    private final double[] values;
    private boolean open = true;

    DoublesLease(WorkerPool pool, double[] values) {
        this.pool = pool;
        this.values = values;
    }

    /** At least as many as were asked for, undefined at first. */
    public double[] values() {
        if (!open) {
            throw new IllegalStateException("lease: it was given back");
        }
        return values;
    }

    /** Gives them back; the second time nothing happens. */
    @Override
    public void close() {
        if (open) {
            open = false;
            pool.endLease();
        }
    }
}
