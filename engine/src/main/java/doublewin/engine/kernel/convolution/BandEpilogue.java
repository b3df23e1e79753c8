package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.lane.RowChunks;
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

    /**
     * Finishes rows {@code firstRow .. endRow - 1} of one block of the result. Both are multiples of
     * {@link RowChunks#rows(int)} of the map's width, but for the end of the map.
     *
     * @param scratch of the worker that made the rows, free for use
     */
    void finish(int block, int firstRow, int endRow, Scratch scratch);
}
