package doublewin.engine.kernel.lane;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;

/**
 * The chunks over which channel sums run: {@link #rows(int)} whole rows of one block of images. A chunk's
 * sum is one chain of floats in every lane; lanes and chunks are joined in double, in a fixed order.
 *
 * @param shape lane shape of the maps
 */
public record RowChunks(Shape shape) {
    /** Pixels that a chunk has at most, unless a single row has more. Bits depend on it: it is never tuned. */
    private static final int PIXELS = 32;

    /**
     * Rows of a chunk of maps of this width, which nothing that works on bands of rows cuts: the largest power of two
     * with at most 32 pixels, at least 1.
     */
    public static int rows(int width) {
        return Integer.highestOneBit(Math.max(1, PIXELS / width));
    }

    /** The work on rows {@code firstRow .. endRow - 1} of one block. */
    @FunctionalInterface
    public interface Body {
        /** Does it, with scratch memory of the worker that does. */
        void run(int block, int firstRow, int endRow, Scratch scratch);
    }

    /** Rows of a chunk. */
    public int rows() {
        return rows(shape.width());
    }

    /** Chunks of a block. */
    public int ofBlock() {
        return (shape.height() + rows() - 1) / rows();
    }

    /** Chunks of the batch. */
    public int count() {
        return shape.blocks() * ofBlock();
    }

    /** Number of the chunk that starts at this row. */
    public int index(int block, int firstRow) {
        assert firstRow % rows() == 0 : "row chunks: a band begins amid a chunk";
        return block * ofBlock() + firstRow / rows();
    }

    /** Pixels of chunk {@code index}. */
    public int pixels(int index) {
        int firstRow = index % ofBlock() * rows();
        return Math.min(rows(), shape.height() - firstRow) * shape.width();
    }

    /** First element of a row, relative to the tensor's start. */
    public int element(int block, int row) {
        return (block * shape.height() + row) * shape.width() * shape.channels() * Shape.LANES;
    }

    /** Every chunk, shared out to the workers. */
    public void run(WorkerPool pool, Body body) {
        pool.run(count(), (index, scratch) -> {
            int firstRow = index % ofBlock() * rows();
            body.run(index / ofBlock(), firstRow, Math.min(shape.height(), firstRow + rows()), scratch);
        });
    }
}
