package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;
import static doublewin.engine.kernel.convolution.WinogradTransform.INPUTS;
import static doublewin.engine.kernel.convolution.WinogradTransform.OUTPUTS;
import static doublewin.engine.kernel.convolution.WinogradTransform.POSITIONS;
import static doublewin.engine.kernel.convolution.WinogradTransform.TOGETHER;
import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * The loop nest of Winograd's F(4x4, 3x3): forward convolution and input gradient of stride 1 (Lavin and Gray, 2016).
 * A tile of 4x4 outputs takes 36 multiplications a channel instead of 144, between transforms that only add and scale:
 *
 * <pre>
 *   y = A^T [ sum over c of (G g G^T) * (B^T d B) ] A                        * is position by position
 *
 *   in parallel over (block of 16 images, band of tile rows):
 *     for each patch of neighbouring tiles:
 *       for each range of source channels:
 *         pack the pixels that the tiles need, between zeros                  (RowPacking)
 *         V[position][tile][c] = B^T d B                                      (WinogradTransform)
 *       for each range of target channels:
 *         for each of the 36 positions, block of source channels, 4 tiles, 4 target channels:
 *           M[tile][8 k of the range][position][k] = chain over c of V * U    (ConvolutionTile)
 *         y = A^T M A                                                         (WinogradTransform)
 *     the rows are complete: epilogue
 * </pre>
 *
 * <p>A patch is as large as the micro-kernel needs and no larger, and a range of target channels such that its M stays in
 * the second-level cache until it is transformed. Within a position, 4 tiles of V stay in the first-level cache while U
 * streams past them. V lies as the products read it, M as the output transform does: all positions of 8 channels side by
 * side. Positions of V, and tiles and channels of M, lie odd numbers of cache lines apart, lest they compete for the same
 * cache sets.
 */
final class WinogradConvolution {
    /** Tiles of a patch: as many as the micro-kernel takes at once. With 16 and more, V leaves the second-level cache. */
    private static final int PATCH_TILES = 4;

    /** Channels that are packed and transformed at a time: their packed rows fit the first-level cache. */
    private static final int SOURCE_RANGE = 32;

    /** Target channels whose M is held at a time, at most: more would drive V out of the first-level cache. */
    private static final int TARGET_RANGE = 32;

    /** Floats from one position of M to the next. */
    private static final int POSITION_STRIDE = TOGETHER * LANES;

    /** Floats from one 8 channels of M to the next. */
    private static final int CHANNELS_STRIDE = (POSITIONS * TOGETHER | 1) * LANES;

    private final Shape source;
    private final Shape target;

    /** A patch lies within a row of tiles, or takes whole rows where these are short. */
    private final int patchColumns;

    private final int patchRows;

    /** Target channels whose M is held at a time. */
    private final int targetRange;

    /** Floats from one tile of V to the next. */
    private final int inputTile;

    /** Floats from one position of V to the next. */
    private final int inputPosition;

    /** Floats from one tile of M to the next. */
    private final int outputTile;

    /**
     * A convolution of some sizes.
     *
     * @param source shape of what is read
     * @param target shape of what is written: the source's but for its channels
     */
    WinogradConvolution(Shape source, Shape target) {
        this.source = source;
        this.target = target;
        patchColumns = Math.min(PATCH_TILES, tileColumns());
        patchRows = Math.min(tileRows(), (PATCH_TILES + patchColumns - 1) / patchColumns);
        targetRange = Math.min(TARGET_RANGE, target.channels());
        int tiles = patchRows * patchColumns;
        inputTile = (source.channels() | 1) * LANES;
        inputPosition = (tiles * inputTile / LANES | 1) * LANES;
        outputTile = ((targetRange + TOGETHER - 1) / TOGETHER * CHANNELS_STRIDE / LANES | 1) * LANES;
    }

    /** Overwrites the target; {@code prepared} as in {@link WinogradWeights}. */
    void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor prepared, Tensor y, BandEpilogue epilogue) {
        int bandRows = bandTileRows();
        int bands = (tileRows() + bandRows - 1) / bandRows;
        pool.run(source.blocks() * bands, (task, scratch) -> {
            int block = task / bands;
            int first = task % bands * bandRows;
            int end = Math.min(tileRows(), first + bandRows);
            for (int row = first; row < end; row += patchRows) {
                for (int column = 0; column < tileColumns(); column += patchColumns) {
                    int rows = Math.min(patchRows, end - row);
                    int columns = Math.min(patchColumns, tileColumns() - column);
                    patch(x, prologue, prepared, y, new Patch(block, row, column, rows, columns), scratch);
                }
            }
            epilogue.finish(block, first * OUTPUTS, Math.min(target.height(), end * OUTPUTS), scratch);
        });
    }

    private int tileRows() {
        return WinogradTransform.tiles(target.height());
    }

    private int tileColumns() {
        return WinogradTransform.tiles(target.width());
    }

    /** Whole patches, and whole chunks of statistics. */
    private int bandTileRows() {
        int chunk = Math.max(1, RowChunks.rows(target.width()) / OUTPUTS);
        return (patchRows + chunk - 1) / chunk * chunk;
    }

    /** Tiles {@code row .. row + rows - 1} by {@code column .. column + columns - 1} of one block of images. */
    private record Patch(int block, int row, int column, int rows, int columns) {
        int tiles() {
            return rows * columns;
        }
    }

    private int packedColumns(int columns) {
        return columns * OUTPUTS + INPUTS - OUTPUTS;
    }

    private int packedRow(int columns, int channels) {
        return (packedColumns(columns) * channels | 1) * LANES;
    }

    private void patch(Tensor x, Prologue prologue, Tensor prepared, Tensor y, Patch patch, Scratch scratch) {
        int range = Math.min(SOURCE_RANGE, source.channels());
        int packedRows = patch.rows * OUTPUTS + INPUTS - OUTPUTS;
        int packedSize = packedRows * packedRow(patch.columns, range);
        int vSize = POSITIONS * inputPosition;
        int mSize = patch.tiles() * outputTile;
        Tensor area = scratch.floats(WinogradTransform.WORK + vSize + mSize + packedSize);
        float[] array = area.array();
        int work = area.offset();
        int v = work + WinogradTransform.WORK;
        int m = v + vSize;
        int packed = m + mSize;
        for (int channel = 0; channel < source.channels(); channel += range) {
            int channels = Math.min(range, source.channels() - channel);
            pack(x, prologue, patch, channel, channels, array, packed);
            transformInput(patch, channel, channels, array, packed, v, work);
        }
        for (int channel = 0; channel < target.channels(); channel += targetRange) {
            int channels = Math.min(targetRange, target.channels() - channel);
            products(patch.tiles(), array, v, prepared, channel, channels, m);
            transformOutput(patch, array, m, y, channel, channels, work);
        }
    }

    private void pack(Tensor x, Prologue prologue, Patch patch, int channel, int channels, float[] array, int packed) {
        int columns = packedColumns(patch.columns);
        int halo = 1 - patch.column * OUTPUTS;
        for (int i = 0; i < patch.rows * OUTPUTS + INPUTS - OUTPUTS; i++) {
            int row = patch.row * OUTPUTS - 1 + i;
            int at = packed + i * packedRow(patch.columns, channels);
            RowPacking.pack(x, prologue, patch.block, row, channel, channels, halo, 1, columns, array, at);
        }
    }

    private void transformInput(Patch patch, int channel, int channels, float[] array, int packed, int v, int work) {
        int row = packedRow(patch.columns, channels);
        int column = channels * LANES;
        for (int tile = 0; tile < patch.tiles(); tile++) {
            int x0 = packed + tile / patch.columns * OUTPUTS * row + tile % patch.columns * OUTPUTS * column;
            int v0 = v + tile * inputTile + channel * LANES;
            WinogradTransform.input(array, x0, row, column, channels, array, v0, inputPosition, array, work);
        }
    }

    /** M of target channels {@code k .. k + outputs - 1}. */
    private void products(int tiles, float[] array, int v, Tensor prepared, int k, int outputs, int m) {
        int block = ConvShape.channelBlock(source.channels());
        int positionSize = WinogradWeights.positionSize(target.channels(), source.channels());
        for (int position = 0; position < POSITIONS; position++) {
            for (int first = 0; first < source.channels(); first += block) {
                int channels = Math.min(block, source.channels() - first);
                int w0 = prepared.offset()
                        + position * positionSize
                        + WeightPacking.start(1, k / TILE, target.channels(), first, channels);
                int v0 = v + position * inputPosition + first * LANES;
                int m0 = m + position * POSITION_STRIDE;
                block(first == 0, channels, tiles, outputs, array, v0, prepared.array(), w0, m0);
            }
        }
    }

    private void block(
            boolean start,
            int channels,
            int tiles,
            int outputs,
            float[] array,
            int v0,
            float[] weights,
            int w0,
            int m0) {
        for (int tile = 0; tile < tiles; tile += PIXELS) {
            for (int k = 0; k < WeightPacking.tiles(outputs); k++) {
                int wk = w0 + k * TILE * channels;
                int vt = v0 + tile * inputTile;
                int mt = m0 + tile * outputTile + outputChannel(k * TILE);
                int count = Math.min(PIXELS, tiles - tile);
                if (start) {
                    ConvolutionTile.start(
                            array, vt, inputTile, 0, 1, channels, weights, wk, array, mt, outputTile, count);
                } else {
                    ConvolutionTile.resume(
                            array, vt, inputTile, 0, 1, channels, weights, wk, array, mt, outputTile, count);
                }
            }
        }
    }

    /** Where channel k of a tile of M begins. */
    private static int outputChannel(int k) {
        return k / TOGETHER * CHANNELS_STRIDE + k % TOGETHER * LANES;
    }

    private void transformOutput(Patch patch, float[] array, int m, Tensor y, int k, int outputs, int work) {
        int pixel = target.channels() * LANES;
        for (int tile = 0; tile < patch.tiles(); tile++) {
            int row = (patch.row + tile / patch.columns) * OUTPUTS;
            int column = (patch.column + tile % patch.columns) * OUTPUTS;
            int rows = Math.min(OUTPUTS, target.height() - row);
            int columns = Math.min(OUTPUTS, target.width() - column);
            int y0 = y.offset() + ((patch.block * target.height() + row) * target.width() + column) * pixel + k * LANES;
            for (int first = 0; first < outputs; first += TOGETHER) {
                WinogradTransform.output(
                        array,
                        m + tile * outputTile + outputChannel(first),
                        POSITION_STRIDE,
                        Math.min(TOGETHER, outputs - first),
                        y.array(),
                        y0 + first * LANES,
                        target.width() * pixel,
                        pixel,
                        rows,
                        columns,
                        array,
                        work);
            }
        }
    }
}
