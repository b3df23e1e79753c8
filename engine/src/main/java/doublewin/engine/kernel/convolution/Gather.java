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
 * <p>The targets form a grid of {@code rows x columns} points; grid point (p, q) has its window's origin at source
 * pixel (p * step - halo, q * step - halo) and makes one target pixel for each stencil: one in a forward pass, four (the
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
 * @param pick distance of packed source rows and columns: 2 where a 1x1 filter skips every other one
 * @param step distance of windows in packed rows and columns
 * @param halo packed rows and columns before the first source row and column
 * @param reach the largest window, in packed rows and columns
 * @param targetStep distance of a stencil's target pixels
 */
record Gather(
        Shape source,
        Shape target,
        int rows,
        int columns,
        int pick,
        int step,
        int halo,
        int reach,
        int targetStep,
        Stencil[] stencils) {
    private static final int LANES = Shape.LANES;
    private static final int BAND_FLOATS = 1 << 17;
    private static final int MAX_BAND = 8;
    private static final int MIN_BANDS = 4;
    private static final int EDGE = PIXELS * TILE * LANES;

    /** Floats of the weights in the order of {@link #run}. */
    int preparedSize() {
        int size = 0;
        for (Stencil stencil : stencils) {
            size += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
        }
        return size;
    }

    /** Puts weights into the order of {@link #run}; steps as in {@link WeightPacking#pack}. */
    void prepare(WorkerPool pool, Tensor weight, int outputStep, int summedStep, Tensor prepared) {
        pool.run(WeightPacking.tiles(target.channels()), (tile, scratch) -> {
            int packed0 = prepared.offset();
            for (Stencil stencil : stencils) {
                WeightPacking.pack(
                        weight.array(),
                        weight.offset(),
                        outputStep,
                        summedStep,
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
    void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor prepared, Tensor y, BandEpilogue epilogue) {
        int band = bandRows();
        int bands = (rows + band - 1) / band;
        pool.run(source.blocks() * bands, (task, scratch) -> {
            int block = task / bands;
            int first = task % bands * band;
            int end = Math.min(rows, first + band);
            band(x, prologue, prepared, y, block, first, end, scratch);
            epilogue.finish(block, first * targetStep, Math.min(target.height(), end * targetStep), scratch);
        });
    }

    /**
     * Grid rows a task: as many as keep the packed rows in the cache, but enough tasks for several workers, and no
     * chunk of statistics in two tasks.
     */
    private int bandRows() {
        int fitting = (BAND_FLOATS / packedRow() - reach) / step + 1;
        int sharing = (rows + MIN_BANDS - 1) / MIN_BANDS;
        int whole = Math.max(1, RowChunks.rows(target.width()) / targetStep);
        int rowsWanted = Math.min(Math.min(fitting, sharing), MAX_BAND);
        return Math.max(1, rowsWanted / whole) * whole;
    }

    private int packedColumns() {
        return (columns - 1) * step + reach;
    }

    /**
     * Floats from a packed row to the next: an odd number of cache lines, lest rows compete for the same cache sets.
     */
    private int packedRow() {
        return (packedColumns() * ConvShape.channelBlock(source.channels()) | 1) * LANES;
    }

    private void band(
            Tensor x, Prologue prologue, Tensor weights, Tensor y, int block, int first, int end, Scratch scratch) {
        if (stencils.length < targetStep * targetStep) {
            clear(y, block, first * targetStep, Math.min(target.height(), end * targetStep));
        }
        int packedRows = (end - first - 1) * step + reach;
        Tensor area = scratch.floats(EDGE + packedRows * packedRow());
        int channelBlock = ConvShape.channelBlock(source.channels());
        for (int channel = 0; channel < source.channels(); channel += channelBlock) {
            int channels = Math.min(channelBlock, source.channels() - channel);
            Band band = new Band(block, first, end, area.array(), area.offset() + EDGE, channel, channels);
            for (int i = 0; i < packedRows; i++) {
                int row = (first * step + i) * pick - halo;
                int at = band.start + i * packedRow();
                RowPacking.pack(
                        x, prologue, block, row, channel, channels, halo, pick, packedColumns(), band.array, at);
            }
            int weights0 = weights.offset();
            for (Stencil stencil : stencils) {
                stencil(stencil, band, weights.array(), weights0, y);
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
                int row = (band.block * target.height() + p * targetStep + stencil.targetRow()) * target.width();
                int y0 = y.offset() + (row + stencil.targetColumn()) * pixel + tile * TILE * LANES;
                int x0 = band.start + (p - band.first) * step * packedRow();
                for (int q = 0; q < lastColumn; q += PIXELS) {
                    int pixels = Math.min(PIXELS, lastColumn - q);
                    int xq = x0 + q * step * band.channels * LANES;
                    int yq = y0 + q * targetStep * pixel;
                    if (valid == TILE) {
                        tile(stencil, band, xq, weights, w0, y.array(), yq, targetStep * pixel, pixels);
                    } else {
                        edge(stencil, band, xq, weights, w0, y.array(), yq, targetStep * pixel, pixels, valid);
                    }
                }
            }
        }
    }

    /** Grid rows or columns whose target pixel of a parity lies inside the map. */
    private int gridPoints(int size, int parity) {
        return (size - parity + targetStep - 1) / targetStep;
    }

    private void tile(Stencil stencil, Band band, int x0, float[] w, int w0, float[] y, int y0, int yStep, int pixels) {
        int xStep = step * band.channels * LANES;
        int length = stencil.columns() * band.channels;
        float[] x = band.array;
        if (band.channel == 0) {
            ConvolutionTile.start(x, x0, xStep, packedRow(), stencil.rows(), length, w, w0, y, y0, yStep, pixels);
        } else {
            ConvolutionTile.resume(x, x0, xStep, packedRow(), stencil.rows(), length, w, w0, y, y0, yStep, pixels);
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
            int yStep,
            int pixels,
            int valid) {
        int room = band.start - EDGE;
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(y, y0 + j * yStep, band.array, room + j * TILE * LANES, valid * LANES);
        }
        tile(stencil, band, x0, w, w0, band.array, room, TILE * LANES, pixels);
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(band.array, room + j * TILE * LANES, y, y0 + j * yStep, valid * LANES);
        }
    }
}
