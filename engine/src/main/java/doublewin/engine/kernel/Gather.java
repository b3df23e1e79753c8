package doublewin.engine.kernel;

import static doublewin.engine.kernel.ConvolutionTile.TILE;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The loop nest of forward convolution and input gradient: every target pixel is gathered from a window of source pixels.
 *
 * <p>The targets form a grid of {@code rows x columns} points; grid point (p, q) has its window's origin at source pixel
 * (p * rowStep - halo, ...) and makes one target pixel for each stencil: one in a forward pass, four (the parities of row
 * and column) in the input gradient of stride 2.
 *
 * <pre>
 *   in parallel over (block of 16 images, band of grid rows):
 *     for each block of summed channels:
 *       pack the source rows that the band needs, between zeros                      (RowPacking; stays in L2)
 *       for each stencil, tile of 8 target channels, grid row, 2 grid columns:       (the tile's weights stay in L1)
 *         ConvolutionTile
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

    /** Overwrites the target pixels of all stencils; weights as in {@link WeightPacking#pack}. */
    void run(WorkerPool pool, Tensor x, Tensor weight, int outputStep, int summedStep, Tensor y) {
        Tensor packed = packWeights(pool, weight, outputStep, summedStep);
        int band = band();
        int bands = (rows + band - 1) / band;
        pool.run(source.blocks() * bands, (task, scratch) -> {
            int first = task % bands * band;
            band(x, packed, y, task / bands, first, Math.min(rows, first + band), scratch);
        });
    }

    private Tensor packWeights(WorkerPool pool, Tensor weight, int outputStep, int summedStep) {
        int size = 0;
        for (Stencil stencil : stencils) {
            size += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
        }
        Tensor packed = pool.shared().floats(size);
        pool.run(WeightPacking.tiles(target.channels()), (tile, scratch) -> {
            int packed0 = packed.offset();
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
                        packed.array(),
                        packed0);
                packed0 += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
            }
        });
        return packed;
    }

    /** Grid rows a task: as many as keep the packed rows in the cache, but enough tasks for several workers. */
    private int band() {
        int fitting = (BAND_FLOATS / packedRow() - reach) / step + 1;
        int sharing = (rows + MIN_BANDS - 1) / MIN_BANDS;
        return Math.max(1, Math.min(Math.min(fitting, sharing), MAX_BAND));
    }

    private int packedColumns() {
        return (columns - 1) * step + reach;
    }

    /** Floats from a packed row to the next: an odd number of cache lines, lest rows compete for the same cache sets. */
    private int packedRow() {
        return (packedColumns() * ConvShape.channelBlock(source.channels()) | 1) * LANES;
    }

    private void band(Tensor x, Tensor packed, Tensor y, int block, int first, int end, Scratch scratch) {
        int packedRows = (end - first - 1) * step + reach;
        int edge = TILE * LANES * 2;
        Tensor area = scratch.floats(edge + packedRows * packedRow());
        float[] rowsArray = area.array();
        int rows0 = area.offset() + edge;
        int channelBlock = ConvShape.channelBlock(source.channels());
        for (int channel = 0; channel < source.channels(); channel += channelBlock) {
            int channels = Math.min(channelBlock, source.channels() - channel);
            for (int i = 0; i < packedRows; i++) {
                int row = (first * step + i) * pick - halo;
                int at = rows0 + i * packedRow();
                RowPacking.pack(x, block, row, channel, channels, halo, pick, packedColumns(), rowsArray, at);
            }
            int weights = packed.offset();
            for (Stencil stencil : stencils) {
                stencil(stencil, rowsArray, rows0, packed.array(), weights, y, block, first, end, channel, channels);
                weights += WeightPacking.size(stencil.taps(), target.channels(), source.channels());
            }
        }
    }

    private void stencil(
            Stencil stencil,
            float[] x,
            int x0,
            float[] w,
            int weights,
            Tensor y,
            int block,
            int first,
            int end,
            int channel,
            int channels) {
        int outputs = target.channels();
        int pixel = channels * LANES;
        int length = stencil.columns() * channels;
        int yPixel = outputs * LANES;
        int yStep = targetStep * yPixel;
        int lastRow = Math.min(end, (target.height() - stencil.targetRow() + targetStep - 1) / targetStep);
        int lastColumn = (target.width() - stencil.targetColumn() + targetStep - 1) / targetStep;
        for (int tile = 0; tile < WeightPacking.tiles(outputs); tile++) {
            int w0 = weights + WeightPacking.start(stencil.taps(), tile, outputs, channel, channels);
            int valid = Math.min(TILE, outputs - tile * TILE);
            for (int p = first; p < lastRow; p++) {
                int row = (block * target.height() + p * targetStep + stencil.targetRow()) * target.width();
                int y0 = y.offset() + (row + stencil.targetColumn()) * yPixel + tile * TILE * LANES;
                int xp = x0 + (p - first) * step * packedRow();
                for (int q = 0; q < lastColumn; q += 2) {
                    int pixels = Math.min(2, lastColumn - q);
                    int xq = xp + q * step * pixel;
                    int yq = y0 + q * yStep;
                    if (valid == TILE) {
                        tile(x, xq, step * pixel, stencil.rows(), length, w, w0, y.array(), yq, yStep, pixels, channel);
                    } else {
                        edge(x, xq, step * pixel, stencil.rows(), length, w, w0, y.array(), yq, yStep, pixels, channel, valid, x0 - TILE * LANES * 2);
                    }
                }
            }
        }
    }

    private void tile(
            float[] x, int x0, int xStep, int rows, int length, float[] w, int w0, float[] y, int y0, int yStep, int pixels, int channel) {
        if (channel == 0) {
            ConvolutionTile.start(x, x0, xStep, packedRow(), rows, length, w, w0, y, y0, yStep, pixels);
        } else {
            ConvolutionTile.resume(x, x0, xStep, packedRow(), rows, length, w, w0, y, y0, yStep, pixels);
        }
    }

    /** A tile that sticks out past the last target channel: made beside the target, of which only its own part is touched. */
    private void edge(
            float[] x, int x0, int xStep, int rows, int length, float[] w, int w0, float[] y, int y0, int yStep, int pixels, int channel, int valid, int area) {
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(y, y0 + j * yStep, x, area + j * TILE * LANES, valid * LANES);
        }
        tile(x, x0, xStep, rows, length, w, w0, x, area, TILE * LANES, pixels, channel);
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(x, area + j * TILE * LANES, y, y0 + j * yStep, valid * LANES);
        }
    }
}
