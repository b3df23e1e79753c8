package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;

/** Splits a batch into runs of whole pixels (all channels, 16 images) for the workers; a small batch runs inline. */
final class Pixels {
    private Pixels() {}

    /** The work on {@code pixels} pixels, the first of which starts at element {@code from} of the tensor. */
    @FunctionalInterface
    interface Body {
        void run(int from, int pixels);
    }

    static void run(WorkerPool pool, Shape shape, Body body) {
        int length = shape.channels() * Shape.LANES;
        int pixels = shape.blocks() * shape.height() * shape.width();
        int together = Math.max(1, Chunks.LENGTH / length);
        pool.run((pixels + together - 1) / together, (task, scratch) -> {
            int first = task * together;
            body.run(first * length, Math.min(together, pixels - first));
        });
    }
}
