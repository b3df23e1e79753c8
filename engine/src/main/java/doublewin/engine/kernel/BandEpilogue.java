package doublewin.engine.kernel;

import doublewin.engine.parallel.Scratch;

/**
 * What a convolution does to rows of its result as soon as they are complete, while they are in the cache: add a
 * residual, collect statistics, mask a gradient. Both algorithms call it once for every row of every block of images,
 * in bands that lie anywhere and in any order, from any worker; so it must do the same whatever the bands are.
 */
@FunctionalInterface
public interface BandEpilogue {
    /** Leaves the result as it is. */
    BandEpilogue NONE = (block, firstRow, endRow, scratch) -> {};

    /** Pixels that a chunk of channel statistics has at most, unless a single row has more. */
    int CHUNK_PIXELS = 32;

    /**
     * Finishes rows {@code firstRow .. endRow - 1} of one block of the result. Both are multiples of
     * {@link #chunkRows}, but for the end of the map.
     *
     * @param scratch of the worker that made the rows, free for use
     */
    void finish(int block, int firstRow, int endRow, Scratch scratch);

    /**
     * Rows of a chunk of statistics over maps of this width, which no band cuts: the largest power of two with at most
     * 32 pixels, at least 1.
     */
    static int chunkRows(int width) {
        return Integer.highestOneBit(Math.max(1, CHUNK_PIXELS / width));
    }
}
