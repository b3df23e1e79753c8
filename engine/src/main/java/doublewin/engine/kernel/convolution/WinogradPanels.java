package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;
import static doublewin.engine.kernel.convolution.WinogradTransform.INPUTS;
import static doublewin.engine.kernel.convolution.WinogradTransform.OUTPUTS;
import static doublewin.engine.kernel.convolution.WinogradTransform.POSITIONS;
import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Where a {@link WinogradWeightGradient} keeps some neighbouring tiles, transposed and transformed: the input with 16
 * channels a vector, the output gradient with 4 channels a tile of the micro-kernel.
 *
 * <pre>
 *   V[position][vector of 16 channels][tile][image][16]
 *   W[position][4 channels][tile][image][4]
 *   sums[position][4 output channels][vector][4][16]
 * </pre>
 *
 * <p>Positions, vectors and channels lie odd numbers of cache lines apart.
 *
 * @param shape the sizes
 * @param tiles most tiles that are kept at a time
 */
record WinogradPanels(ConvShape shape, int tiles) {
    /** Tiles {@code column .. column + columns - 1} of one row of tiles, which begin at place {@code at} of a panel. */
    record Segment(int block, int row, int column, int columns, int at) {}

    private int tileRows() {
        return WinogradTransform.tiles(shape.height());
    }

    private int tileColumns() {
        return WinogradTransform.tiles(shape.width());
    }

    /** Vectors of input channels. */
    int vectors() {
        return (shape.inChannels() + LANES - 1) / LANES;
    }

    /** Tiles of 4 output channels. */
    int outputTiles() {
        return WeightPacking.tiles(shape.outChannels());
    }

    private int vVector() {
        return (tiles * LANES | 1) * LANES;
    }

    private int vPosition() {
        return (vectors() * vVector() / LANES | 1) * LANES;
    }

    /** Floats of V. */
    int vSize() {
        return POSITIONS * vPosition();
    }

    private int wTile() {
        return (tiles * TILE | 1) * LANES;
    }

    private int wPosition() {
        return (outputTiles() * wTile() / LANES | 1) * LANES;
    }

    /** Floats of W. */
    int wSize() {
        return POSITIONS * wPosition();
    }

    /** Floats of the sums of one position and tile of 4 output channels. */
    int sumsTile() {
        return vectors() * TILE * LANES;
    }

    /** Floats from one position's sums to the next one's. */
    int sumsPosition() {
        return (outputTiles() * sumsTile() / LANES | 1) * LANES;
    }

    /** Floats of the sums. */
    int sumsSize() {
        return POSITIONS * sumsPosition();
    }

    /** How many rows of tiles these {@code count} tiles touch, counted in the order of blocks, rows and columns. */
    int rows(int first, int count) {
        return (first + count - 1) / tileColumns() - first / tileColumns() + 1;
    }

    /** The part of these tiles that lies in row {@code index} of those that they touch. */
    Segment segment(int first, int count, int index) {
        int row = first / tileColumns() + index;
        int from = Math.max(first, row * tileColumns());
        int end = Math.min(first + count, (row + 1) * tileColumns());
        return new Segment(row / tileRows(), row % tileRows(), from - row * tileColumns(), end - from, from - first);
    }

    /** Floats of working memory that the transforms need. */
    int work() {
        int columns = Math.min(tiles, tileColumns()) * OUTPUTS + INPUTS - OUTPUTS;
        int input = ImageTranspose.WORK + columns * LANES * LANES + INPUTS * transposedRow(columns);
        return WinogradTransform.WORK + Math.max(input, OUTPUTS * OUTPUTS * TILE * LANES);
    }

    private static int transposedRow(int columns) {
        return (columns * LANES | 1) * LANES;
    }

    /**
     * V of 16 channels of some tiles.
     *
     * @param out array that V lies in, from {@code v} on
     * @param work array with {@link #work} floats of working memory from {@code work0} on
     */
    void transformInput(
            Tensor x, Prologue prologue, Segment segment, int vector, float[] out, int v, float[] work, int work0) {
        int columns = segment.columns * OUTPUTS + INPUTS - OUTPUTS;
        int first = vector * LANES;
        int channels = Math.min(LANES, shape.inChannels() - first);
        int images = x.shape().imagesInBlock(segment.block);
        int pixel = LANES * LANES;
        int row = transposedRow(columns);
        int transposeWork = work0 + WinogradTransform.WORK;
        int packed = transposeWork + ImageTranspose.WORK;
        int transposed = packed + columns * channels * LANES;
        for (int i = 0; i < INPUTS; i++) {
            int halo = 1 - segment.column * OUTPUTS;
            int from = segment.row * OUTPUTS - 1 + i;
            RowPacking.pack(x, prologue, segment.block, from, first, channels, halo, 1, columns, work, packed);
            for (int j = 0; j < columns; j++) {
                int to = transposed + i * row + j * pixel;
                ImageTranspose.vectors(
                        work, packed + j * channels * LANES, channels, images, work, to, work, transposeWork);
                Arrays.fill(work, to + images * LANES, to + pixel, 0);
            }
        }
        for (int tile = 0; tile < segment.columns; tile++) {
            int from = transposed + tile * OUTPUTS * pixel;
            int to = v + vector * vVector() + (segment.at + tile) * pixel;
            WinogradTransform.input(work, from, row, pixel, LANES, out, to, vPosition(), work, work0);
        }
    }

    /**
     * W of 4 output channels of some tiles.
     *
     * @param out array that W lies in, from {@code w} on
     * @param work array with {@link #work} floats of working memory from {@code work0} on
     */
    void transformGradient(Tensor dy, Segment segment, int outputTile, float[] out, int w, float[] work, int work0) {
        int valid = Math.min(TILE, shape.outChannels() - outputTile * TILE);
        int images = dy.shape().imagesInBlock(segment.block);
        int pixel = TILE * LANES;
        int transposed = work0 + WinogradTransform.WORK;
        for (int t = 0; t < segment.columns; t++) {
            for (int i = 0; i < OUTPUTS; i++) {
                for (int j = 0; j < OUTPUTS; j++) {
                    int row = segment.row * OUTPUTS + i;
                    int column = (segment.column + t) * OUTPUTS + j;
                    int to = transposed + (i * OUTPUTS + j) * pixel;
                    if (row < shape.height() && column < shape.width()) {
                        int at = (segment.block * shape.height() + row) * shape.width() + column;
                        int from = dy.offset() + (at * shape.outChannels() + outputTile * TILE) * LANES;
                        ImageTranspose.tiles(dy.array(), from, valid, images, work, to);
                        Arrays.fill(work, to + images * TILE, to + pixel, 0);
                    } else {
                        Arrays.fill(work, to, to + pixel, 0);
                    }
                }
            }
            int to = w + outputTile * wTile() + (segment.at + t) * pixel;
            WinogradTransform.outputGradient(
                    work, transposed, OUTPUTS * pixel, pixel, TILE, out, to, wPosition(), work, work0);
        }
    }

    /**
     * Chains from +0 over the first {@code count} tiles for one position, 4 output channels and up to 4 vectors.
     *
     * @param panels array that V and W lie in, from {@code v} and {@code w} on
     * @param sums overwritten: (vector, 4 output channels, 16) from {@code sums0} on
     */
    void startProducts(
            int count,
            int position,
            int outputTile,
            int vector,
            float[] panels,
            int v,
            int w,
            float[] sums,
            int sums0) {
        int v0 = v + position * vPosition() + vector * vVector();
        int w0 = w + position * wPosition() + outputTile * wTile();
        ConvolutionTile.start(
                panels, v0, vVector(), 0, 1, count * LANES, panels, w0, sums, sums0, TILE * LANES, together(vector));
    }

    /** Goes on with the chains that the sums hold; parameters as in {@link #startProducts}. */
    void resumeProducts(
            int count,
            int position,
            int outputTile,
            int vector,
            float[] panels,
            int v,
            int w,
            float[] sums,
            int sums0) {
        int v0 = v + position * vPosition() + vector * vVector();
        int w0 = w + position * wPosition() + outputTile * wTile();
        ConvolutionTile.resume(
                panels, v0, vVector(), 0, 1, count * LANES, panels, w0, sums, sums0, TILE * LANES, together(vector));
    }

    /** Vectors of the products from this one on: four, or what is left. */
    int together(int vector) {
        return Math.min(PIXELS, vectors() - vector);
    }
}
