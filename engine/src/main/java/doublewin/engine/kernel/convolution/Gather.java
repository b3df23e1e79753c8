package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;

import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * The loop nest of forward convolution and input gradient: every target pixel is gathered from a window of source
 * pixels.
 *
 * <p>It grew from rungs 6 and 7 of docs/learn/2-the-ladder.md.
 *
 * <p>The targets form a grid of {@code rows x columns} points; grid point (p, q) has its window's origin at source
 * pixel (p * windowStride - halo, q * windowStride - halo) and makes one target pixel for each stencil: one in a forward pass, four (the
 * parities of row and column) in the input gradient of stride 2. Target pixels that no stencil makes become zero.
 *
 * <pre>
 *   in parallel over (block of 16 images, band of grid rows):
 *     for each block of summed channels:
 *       pack the source rows that the band needs, between zeros                      (RowPacking; stays in L2)
 *       for each stencil, tile of 4 target channels, grid row, 4 grid columns:       (the tile's weights stay in L1)
 *         ConvolutionTile
 *     the rows are complete: epilogue
 * </pre>
 *
 * @param source shape of what is read
 * @param target shape of what is written
 * @param rows grid rows
 * @param columns grid columns
 * @param packedStride distance of the source rows and columns that are packed: 2 where a 1x1 filter skips every other one
 * @param windowStride distance of windows in packed rows and columns
 * @param halo packed rows and columns before the first source row and column
 * @param reach the largest window, in packed rows and columns
 * @param targetStride distance of a stencil's target pixels
 * @param stencils which source pixels each kind of target pixel sums
 */
record Gather(
        Shape source,
        Shape target,
        int rows,
        int columns,
        int packedStride,
        int windowStride,
        int halo,
        int reach,
        int targetStride,
        Stencil[] stencils) {
    private static final int LANES = Shape.LANES;

    /** Floats of packed rows a task: 512 KiB, half of the second-level cache that Zen 4 has, all of Zen 3's. */
    private static final int BAND_FLOATS = 1 << 17;

    /** Grid rows a task at most: more would save little packing (two rows of halo in ten) and share less evenly. */
    private static final int MAX_BAND = 8;

    /** Tasks a block of images at least, so that a single block keeps several workers busy. */
    private static final int MIN_BANDS = 4;

    /** Floats of a whole tile of results. */
    private static final int EDGE = PIXELS * TILE * LANES;

    /** A forward convolution: one stencil, the whole filter; a 1x1 filter packs only the pixels that it reads. */
    static Gather forward(ConvShape shape) {
        int side = shape.side();
        boolean skips = side == 1;
        return new Gather(
                shape.input(),
                shape.output(),
                shape.outHeight(),
                shape.outWidth(),
                skips ? shape.stride() : 1,
                skips ? 1 : shape.stride(),
                shape.padding(),
                side,
                1,
                new Stencil[] {new Stencil(side, side, 0, 0, 0, side, 1)});
    }

    /** The input gradient of stride 1: a forward convolution of the output's gradient with the filter turned. */
    static Gather turned(ConvShape shape) {
        int side = shape.side();
        return new Gather(
                shape.output(),
                shape.input(),
                shape.height(),
                shape.width(),
                1,
                1,
                shape.padding(),
                side,
                1,
                new Stencil[] {new Stencil(side, side, 0, 0, side * side - 1, -side, -1)});
    }

    /** The input gradient of stride 2: a stencil for each parity of row and column that the filter meets. */
    static Gather parities(ConvShape shape) {
        Stencil[] stencils = shape.side() == 3
                ? new Stencil[] {parity(0, 0), parity(0, 1), parity(1, 0), parity(1, 1)}
                : new Stencil[] {new Stencil(1, 1, 0, 0, 0, 1, 1)};
        int reach = shape.side() == 3 ? 2 : 1;
        return new Gather(
                shape.output(), shape.input(), shape.outHeight(), shape.outWidth(), 1, 1, 0, reach, 2, stencils);
    }

    /** The taps of a 3x3 filter that meet pixels of this parity: 1 for even rows, 2 then 0 for odd ones. */
    private static Stencil parity(int row, int column) {
        return new Stencil(1 + row, 1 + column, row, column, 3 * (1 + row) + 1 + column, -6, -2);
    }

    /** Floats of the weights in the order of {@link #run}. */
    int preparedSize() {
        int size = 0;
        for (Stencil stencil : stencils) {
            size += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
        }
        return size;
    }

    /** Puts weights into the order of {@link #run}; steps as in {@link WeightPacking#pack}. */
    void prepare(WorkerPool pool, Tensor weight, int outputStride, int summedStride, Tensor prepared) {
        pool.run(WeightPacking.tiles(target.channels()), (tile, scratch) -> {
            int packed0 = prepared.offset();
            for (Stencil stencil : stencils) {
                WeightPacking.pack(
                        weight.array(),
                        weight.offset(),
                        outputStride,
                        summedStride,
                        stencil,
                        tile,
                        target.channels(),
                        source.channels(),
                        prepared.array(),
                        packed0);
                packed0 += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
            }
        });
    }

    /** Overwrites the target pixels of all stencils. */
    void run(WorkerPool pool, Tensor from, Prologue prologue, Tensor prepared, Tensor to, BandEpilogue epilogue) {
        int band = bandRows();
        int bands = (rows + band - 1) / band;
        pool.run(source.blocks() * bands, (task, scratch) -> {
            int block = task / bands;
            int first = task % bands * band;
            int end = Math.min(rows, first + band);
            band(from, prologue, prepared, to, block, first, end, scratch);
            epilogue.finish(block, first * targetStride, Math.min(target.height(), end * targetStride), scratch);
        });
    }

    /**
     * Grid rows a task: as many as keep the packed rows in the cache, but enough tasks for several workers, and no
     * chunk of statistics in two tasks.
     */
    private int bandRows() {
        int fitting = (BAND_FLOATS / packedRowStride() - reach) / windowStride + 1;
        int sharing = (rows + MIN_BANDS - 1) / MIN_BANDS;
        int whole = Math.max(1, RowChunks.rows(target.width()) / targetStride);
        int rowsWanted = Math.min(Math.min(fitting, sharing), MAX_BAND);
        return Math.max(1, rowsWanted / whole) * whole;
    }

    private int packedColumns() {
        return (columns - 1) * windowStride + reach;
    }

    /**
     * Floats from a packed row to the next: an odd number of cache lines, lest rows compete for the same cache sets.
     */
    private int packedRowStride() {
        return (packedColumns() * ConvShape.channelBlock(source.channels()) | 1) * LANES;
    }

    private void band(
            Tensor from, Prologue prologue, Tensor weights, Tensor to, int block, int first, int end, Scratch scratch) {
        if (stencils.length < targetStride * targetStride) {
            clear(to, block, first * targetStride, Math.min(target.height(), end * targetStride));
        }
        int packedRows = (end - first - 1) * windowStride + reach;
        Tensor area = scratch.floats(EDGE + packedRows * packedRowStride());
        assert area.offset() % LANES == weights.offset() % LANES : "gather: vectors would straddle cache lines";
        int channelBlock = ConvShape.channelBlock(source.channels());
        for (int channel = 0; channel < source.channels(); channel += channelBlock) {
            int channels = Math.min(channelBlock, source.channels() - channel);
            Band band = new Band(block, first, end, area.array(), area.offset() + EDGE, channel, channels);
            for (int i = 0; i < packedRows; i++) {
                int row = (first * windowStride + i) * packedStride - halo;
                int at = band.start + i * packedRowStride();
                RowPacking.pack(
                        from,
                        prologue,
                        block,
                        row,
                        channel,
                        channels,
                        halo,
                        packedStride,
                        packedColumns(),
                        band.array,
                        at);
            }
            int weights0 = weights.offset();
            for (Stencil stencil : stencils) {
                stencil(stencil, band, weights.array(), weights0, to);
                weights0 += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
            }
        }
    }

    private void clear(Tensor y, int block, int firstRow, int endRow) {
        int row = target.width() * target.channels() * LANES;
        int start = y.offset() + block * target.height() * row;
        Arrays.fill(y.array(), start + firstRow * row, start + endRow * row, 0);
    }

    /**
     * Grid rows {@code first .. end - 1} of one block of images, and their packed source rows: {@code channels}
     * channels from {@code channel} on, at {@code start} in the worker's array. Before them lies room for a tile at the
     * edge.
     */
    private record Band(int block, int first, int end, float[] array, int start, int channel, int channels) {}

    private void stencil(Stencil stencil, Band band, float[] weights, int weights0, Tensor y) {
        int pixel = target.channels() * LANES;
        int lastRow = Math.min(band.end, gridPoints(target.height(), stencil.targetRow()));
        int lastColumn = gridPoints(target.width(), stencil.targetColumn());
        for (int tile = 0; tile < WeightPacking.tiles(target.channels()); tile++) {
            int w0 = weights0
                    + WeightPacking.start(stencil.taps(), tile, target.channels(), band.channel, band.channels);
            int valid = Math.min(TILE, target.channels() - tile * TILE);
            for (int p = band.first; p < lastRow; p++) {
                int row = (band.block * target.height() + p * targetStride + stencil.targetRow()) * target.width();
                int y0 = y.offset() + (row + stencil.targetColumn()) * pixel + tile * TILE * LANES;
                int x0 = band.start + (p - band.first) * windowStride * packedRowStride();
                for (int q = 0; q < lastColumn; q += PIXELS) {
                    int pixels = Math.min(PIXELS, lastColumn - q);
                    int xq = x0 + q * windowStride * band.channels * LANES;
                    int yq = y0 + q * targetStride * pixel;
                    if (valid == TILE) {
                        tile(stencil, band, xq, weights, w0, y.array(), yq, targetStride * pixel, pixels);
                    } else {
                        edge(stencil, band, xq, weights, w0, y.array(), yq, targetStride * pixel, pixels, valid);
                    }
                }
            }
        }
    }

    /** Grid rows or columns whose target pixel of a parity lies inside the map. */
    private int gridPoints(int size, int parity) {
        return (size - parity + targetStride - 1) / targetStride;
    }

    private void tile(
            Stencil stencil, Band band, int x0, float[] w, int w0, float[] y, int y0, int yStride, int pixels) {
        int xStride = windowStride * band.channels * LANES;
        int length = stencil.columns() * band.channels;
        float[] x = band.array;
        if (band.channel == 0) {
            ConvolutionTile.start(
                    x, x0, xStride, packedRowStride(), stencil.rows(), length, w, w0, y, y0, yStride, pixels);
        } else {
            ConvolutionTile.resume(
                    x, x0, xStride, packedRowStride(), stencil.rows(), length, w, w0, y, y0, yStride, pixels);
        }
    }

    /**
     * A tile that sticks out past the last target channel: made beside the target, and only its valid part moved there.
     */
    private void edge(
            Stencil stencil,
            Band band,
            int x0,
            float[] w,
            int w0,
            float[] y,
            int y0,
            int yStride,
            int pixels,
            int valid) {
        int room = band.start - EDGE;
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(y, y0 + j * yStride, band.array, room + j * TILE * LANES, valid * LANES);
        }
        tile(stencil, band, x0, w, w0, band.array, room, TILE * LANES, pixels);
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(band.array, room + j * TILE * LANES, y, y0 + j * yStride, valid * LANES);
        }
    }
}
