package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;

/**
 * The chunks over which channel sums run: {@link BandEpilogue#chunkRows} whole rows of one block of images. A chunk's
 * sum is one chain of floats in every lane; lanes and chunks are joined in double, in a fixed order.
 *
 * @param shape lane shape of the maps
 */
record RowChunks(Shape shape) {
    int rows() {
        return BandEpilogue.chunkRows(shape.width());
    }

    /** Chunks of a block. */
    int ofBlock() {
        return (shape.height() + rows() - 1) / rows();
    }

    int count() {
        return shape.blocks() * ofBlock();
    }

    /** Number of the chunk that starts at this row. */
    int index(int block, int firstRow) {
        return block * ofBlock() + firstRow / rows();
    }

    /** Pixels of chunk {@code index}. */
    int pixels(int index) {
        int firstRow = index % ofBlock() * rows();
        return Math.min(rows(), shape.height() - firstRow) * shape.width();
    }

    /** First element of a row, relative to the tensor's start. */
    int element(int block, int row) {
        return (block * shape.height() + row) * shape.width() * shape.channels() * Shape.LANES;
    }

    /** Every chunk, shared out to the workers. */
    void run(WorkerPool pool, BandEpilogue body) {
        pool.run(count(), (index, scratch) -> {
            int firstRow = index % ofBlock() * rows();
            body.finish(index / ofBlock(), firstRow, Math.min(shape.height(), firstRow + rows()), scratch);
        });
    }
}
