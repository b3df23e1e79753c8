package doublewin.dwq.attack;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Moves single images between batches in lane format. */
public final class ImageLanes {
    private ImageLanes() {}

    /** Image {@code n} of {@code dense} = image {@code images[n]} of {@code from}; unused lanes become zero. */
    public static void gather(WorkerPool pool, Tensor from, int[] images, Tensor dense) {
        dense.fill(0);
        int[] places = new int[images.length];
        for (int n = 0; n < places.length; n++) {
            places[n] = n;
        }
        scatter(pool, from, images, dense, places);
    }

    /** Image {@code targets[i]} of {@code to} = image {@code sources[i]} of {@code from}; the others stay. */
    public static void scatter(WorkerPool pool, Tensor from, int[] sources, Tensor to, int[] targets) {
        // A task is one row of all images: tasks of one image each would write to the same cache lines.
        pool.run(to.shape().height(), (row, scratch) -> {
            for (int i = 0; i < sources.length; i++) {
                copyRow(from, sources[i], to, targets[i], row);
            }
        });
    }

    /** One image, by the calling thread. */
    public static void copy(Tensor from, int source, Tensor to, int target) {
        for (int row = 0; row < to.shape().height(); row++) {
            copyRow(from, source, to, target, row);
        }
    }

    private static void copyRow(Tensor from, int source, Tensor to, int target, int row) {
        int read = from.offset() + LaneFormat.index(from.shape(), source, row, 0, 0);
        int write = to.offset() + LaneFormat.index(to.shape(), target, row, 0, 0);
        int length = to.shape().width() * to.shape().channels() * Shape.LANES;
        for (int i = 0; i < length; i += Shape.LANES) {
            to.array()[write + i] = from.array()[read + i];
        }
    }
}
