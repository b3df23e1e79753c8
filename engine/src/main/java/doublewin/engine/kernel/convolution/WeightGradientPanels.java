package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Where one phase of a weight gradient keeps its transposed rows: the input with 16 channels a vector, the output
 * gradient with 4 channels a tile. A phase is a range of output rows of one block of images.
 *
 * <pre>
 *   x    [lane group of channels][input row][plane][column][image][16]
 *   dy   [tile of 4 channels][output row][q][image][4]
 *
 *       vector (group, r, s) of output row p, column q starts at
 *       input row p * stride + r, plane s % stride, column q + s / stride
 * </pre>
 *
 * <p>With stride 2, even and odd columns are planes of their own, so that a tap's columns are contiguous; a 1x1 filter
 * keeps only the rows and columns that it sees.
 */
final class WeightGradientPanels {
    private static final int LANES = Shape.LANES;

    private final ConvShape shape;
    private final int images;
    private final int firstRow;
    private final int rows;
    private final int planes;
    private final int columns;

    /**
     * Panels of some output rows.
     *
     * @param images valid images of the block
     * @param firstRow first output row
     * @param rows number of output rows
     */
    WeightGradientPanels(ConvShape shape, int images, int firstRow, int rows) {
        this.shape = shape;
        this.images = images;
        this.firstRow = firstRow;
        this.rows = rows;
        planes = shape.side() == 1 ? 1 : shape.stride();
        columns = shape.outWidth() + (shape.side() - 1) / planes;
    }

    /** Vectors of 16 lanes that the weights of one output channel take. */
    static int vectors(ConvShape shape) {
        return groups(shape) * shape.side() * shape.side();
    }

    private static int groups(ConvShape shape) {
        return (shape.inChannels() + LANES - 1) / LANES;
    }

    /** The vector that holds the weights of input channel c and tap (r, s), in lane c % 16. */
    static int vector(ConvShape shape, int c, int r, int s) {
        return (c / LANES * shape.side() + r) * shape.side() + s;
    }

    /** Input rows that the phase needs. */
    int inputRows() {
        return shape.side() == 1 ? rows : (rows - 1) * shape.stride() + shape.side();
    }

    /** Floats between neighbouring input rows; an odd number of cache lines. */
    private int inputRow() {
        return (planes * columns * images | 1) * LANES;
    }

    /** Floats from an output row's first input row to the next one's. */
    private int rowStride() {
        return inputRow() * (shape.side() == 1 ? 1 : shape.stride());
    }

    /** Floats of the transposed input. */
    int inputSize() {
        return groups(shape) * inputRows() * inputRow();
    }

    /** Start of a vector's stream for the output row {@code row} of the phase. */
    private int inputStart(int vector, int row) {
        int taps = shape.side();
        int s = vector % taps;
        int r = vector / taps % taps;
        int group = vector / taps / taps;
        int column = s % planes * columns + s / planes;
        return (group * inputRows() + r) * inputRow() + row * rowStride() + column * images * LANES;
    }

    /** Terms that an output row adds to a chain. */
    private int length() {
        return shape.outWidth() * images;
    }

    /** Floats of the transposed output gradient. */
    int gradientSize() {
        return WeightPacking.tiles(shape.outChannels()) * gradientTile();
    }

    private int gradientTile() {
        return (rows * length() * TILE / LANES | 1) * LANES + LANES;
    }

    /** Start of a tile's stream for the output row {@code row} of the phase. */
    private int gradientStart(int tile, int row) {
        return tile * gradientTile() + row * length() * TILE;
    }

    /**
     * Sums of products of {@code rows} output rows from {@code row} on, for 4 output channels and 1 to 4 vectors from
     * {@code vector} on; each one chain from +0.
     *
     * @param panels array with the input panel at {@code input} and the output gradient's at {@code gradient}
     * @param sums overwritten: [vector][4][16] from {@code sums0} on
     */
    void products(
            float[] panels,
            int input,
            int gradient,
            int tile,
            int vector,
            int count,
            int row,
            int rows,
            float[] sums,
            int sums0) {
        int w0 = gradient + gradientStart(tile, row);
        if (count == PIXELS) {
            int x0 = input + inputStart(vector, row);
            int x1 = input + inputStart(vector + 1, row);
            int x2 = input + inputStart(vector + 2, row);
            int x3 = input + inputStart(vector + 3, row);
            ConvolutionTile.startApart(
                    panels, x0, x1, x2, x3, rowStride(), rows, length(), panels, w0, sums, sums0, TILE * LANES);
            return;
        }
        for (int j = 0; j < count; j += 2) {
            int pair = Math.min(2, count - j);
            int x0 = input + inputStart(vector + j, row);
            int xStride = input + inputStart(vector + j + pair - 1, row) - x0;
            int at = sums0 + j * TILE * LANES;
            ConvolutionTile.start(
                    panels, x0, xStride, rowStride(), rows, length(), panels, w0, sums, at, TILE * LANES, pair);
        }
    }

    /** Floats of working memory that {@link #transposeInput} needs. */
    static int work(ConvShape shape) {
        return ImageTranspose.WORK + shape.width() * shape.inChannels() * LANES;
    }

    /**
     * Transposes input row {@code i} of the phase, after the prologue, into the panel at {@code out0}.
     *
     * @param work array with {@link #work} floats of working memory from {@code work0} on
     */
    void transposeInput(Tensor x, Prologue prologue, int block, int i, float[] out, int out0, float[] work, int work0) {
        int h = shape.side() == 1 ? (firstRow + i) * shape.stride() : firstRow * shape.stride() + i - shape.padding();
        boolean inside = h >= 0 && h < shape.height();
        float[] array = x.array();
        int row0 = x.offset() + (block * shape.height() + h) * shape.width() * shape.inChannels() * LANES;
        if (inside && prologue != Prologue.NONE) {
            array = work;
            row0 = work0 + ImageTranspose.WORK;
            RowPacking.pack(x, prologue, block, h, 0, shape.inChannels(), 0, 1, shape.width(), array, row0);
        }
        for (int group = 0; group < groups(shape); group++) {
            int target = out0 + (group * inputRows() + i) * inputRow();
            for (int plane = 0; plane < planes; plane++) {
                for (int j = 0; j < columns; j++) {
                    transposePixel(array, row0, inside, group, column(plane, j), out, target, work, work0);
                    target += images * LANES;
                }
            }
        }
    }

    /** Source column of a packed one. */
    private int column(int plane, int j) {
        int step = shape.side() == 1 ? shape.stride() : planes;
        return j * step + plane - shape.padding();
    }

    private void transposePixel(
            float[] x, int row0, boolean inside, int group, int w, float[] out, int target, float[] work, int work0) {
        int channels = shape.inChannels();
        int to = inside && w >= 0 && w < shape.width() ? Math.min(LANES, channels - group * LANES) : 0;
        int source = row0 + (w * channels + group * LANES) * LANES;
        ImageTranspose.vectors(x, source, to, images, out, target, work, work0);
    }

    /** Transposes output row {@code i} of the phase into the panel at {@code out0}. */
    void transposeGradient(Tensor dy, int block, int i, float[] out, int out0) {
        int channels = shape.outChannels();
        int row = (block * shape.outHeight() + firstRow + i) * shape.outWidth();
        for (int tile = 0; tile < WeightPacking.tiles(channels); tile++) {
            int valid = Math.min(TILE, channels - tile * TILE);
            int target = out0 + gradientStart(tile, i);
            for (int q = 0; q < shape.outWidth(); q++) {
                int source = dy.offset() + ((row + q) * channels + tile * TILE) * LANES;
                ImageTranspose.tiles(dy.array(), source, valid, images, out, target);
                target += images * TILE;
            }
        }
    }
}
