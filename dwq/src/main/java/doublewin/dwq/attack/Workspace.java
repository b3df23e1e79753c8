package doublewin.dwq.attack;

import doublewin.engine.autograd.PreparedWeights;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;

/**
 * What models and attacks compute with, and share by taking turns: workers, memory, and prepared weights. Attacks on a
 * mixture go from model to model at every step, so those of all models are kept side by side, unless they take more than
 * an eighth of the heap: of a wide network they are half a gigabyte and more a precision. Not thread-safe.
 */
public final class Workspace {
    private static final int SHARE_OF_HEAP = 8;

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

    /** The room for prepared weights; where there is too little for all, another model's are forgotten. */
    PreparedWeights weightsFor(TargetModel model) {
        if (tenant != model && weights.bytes() > Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP) {
            weights.clear();
        }
        tenant = model;
        return weights;
    }
}
