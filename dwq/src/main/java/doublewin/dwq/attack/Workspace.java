package doublewin.dwq.attack;

import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;

/**
 * What models and attacks compute with, and share by taking turns: workers, memory, and room for one model's prepared
 * weights, which of a wide network are half a gigabyte and more. Not thread-safe.
 */
public final class Workspace {
    private final WorkerPool pool;
    private final Arena arena;
    private final PreparedWeights weights = new PreparedWeights();
    private TargetModel tenant;

    /**
     * A workspace.
     *
     * @param arena users give back what they take of it
     */
    public Workspace(WorkerPool pool, Arena arena) {
        this.pool = pool;
        this.arena = arena;
    }

    /** The workers. */
    public WorkerPool pool() {
        return pool;
    }

    /** Memory of the present work. */
    public Arena arena() {
        return arena;
    }

    /** The room for prepared weights; they are forgotten where another model used it last. */
    PreparedWeights weightsFor(TargetModel model) {
        if (tenant != model) {
            weights.clear();
            tenant = model;
        }
        return weights;
    }
}
