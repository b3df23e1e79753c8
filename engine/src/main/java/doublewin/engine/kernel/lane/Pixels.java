package doublewin.engine.kernel.lane;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;

/** Splits a batch into runs of whole pixels (all channels, 16 images) for the workers; a small batch runs inline. */
public final class Pixels {
    private Pixels() {}

    /** The work on {@code pixels} pixels, the first of which starts at element {@code from} of the tensor. */
    @FunctionalInterface
    public interface Body {
        /** Does it. */
        void run(int from, int pixels);
    }

    /** All pixels, shared out to the workers. */
    public static void run(WorkerPool pool, Shape shape, Body body) {
        int length = shape.channels() * Shape.LANES;
        int pixels = shape.blocks() * shape.height() * shape.width();
        int together = Math.max(1, Slices.LENGTH / length);
        pool.run((pixels + together - 1) / together, (task, scratch) -> {
            int first = task * together;
            body.run(first * length, Math.min(together, pixels - first));
        });
    }
}
