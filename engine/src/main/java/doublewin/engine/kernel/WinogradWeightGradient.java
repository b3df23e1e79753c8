package doublewin.engine.kernel;

import static doublewin.engine.kernel.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.ConvolutionTile.TILE;
import static doublewin.engine.kernel.WinogradTransform.INPUTS;
import static doublewin.engine.kernel.WinogradTransform.OUTPUTS;
import static doublewin.engine.kernel.WinogradTransform.POSITIONS;
import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Gradient of the weight of a convolution of stride 1 with 3x3 filters by Winograd's algorithm: the transpose of the
 * forward one. Equals {@link ReferenceWinograd#weightGradient} bit for bit, on any number of workers.
 *
 * <pre>
 *   dg = G^T [ sum over images, tiles of (A dY A^T) * (B^T d B) ] G          * is position by position
 *
 *   for each chunk of 16 tiles:
 *     in parallel over (row of tiles, 16 input channels or 4 output channels):
 *       turn lanes from images into channels                              (ImageTranspose)
 *       V[position][16 channels][tile][image][16] = B^T d B               (WinogradTransform)
 *       W[position][4 channels][tile][image][4]   = A dY A^T
 *     in parallel over (position, part of the output channels):
 *       for each 4 vectors of input channels, 4 output channels:
 *         dU[position][k][c] += chain over tile, image of V * W           (ConvolutionTile)
 *   in parallel over 4 output channels:  dg = G^T dU G
 * </pre>
 *
 * <p>With input channels in the lanes, images join the sum: the products are those of the forward convolution, and a
 * position's share of V and W fits into the second-level cache. A chunk's chain has 256 terms whatever the machine,
 * since long chains cost accuracy; an image that a block lacks counts as zeros.
 *
 * @param shape the sizes
 */
record WinogradWeightGradient(ConvShape shape) {
    /** Tiles whose products are one chain. */
    static final int CHUNK = 16;

    private static final int PARTS = 2;

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param dy lane shape (N, H, W, K)
     * @param dweight (K, C, 3, 3)
     */
    static void run(WorkerPool pool, ConvShape shape, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        prologue.requireFits(x.shape());
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        new WinogradWeightGradient(shape).run(pool, x, prologue, dy, dweight);
    }

    /** Parts of the shared buffer. */
    private record Areas(float[] array, int v, int w, int sums) {}

    /** Tiles {@code first .. first + count - 1} of all, in the order of blocks, rows and columns. */
    private record Chunk(int first, int count) {}

    /** Tiles {@code column .. column + columns - 1} of one row of tiles, which begin at place {@code at} of a chunk. */
    private record Segment(int block, int row, int column, int columns, int at) {}

    private void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        Tensor buffer = pool.shared().floats(vSize() + wSize() + POSITIONS * sumsPosition());
        int v = buffer.offset();
        Areas areas = new Areas(buffer.array(), v, v + vSize(), v + vSize() + wSize());
        int tiles = x.shape().blocks() * tileRows() * tileColumns();
        for (int first = 0; first < tiles; first += CHUNK) {
            Chunk chunk = new Chunk(first, Math.min(CHUNK, tiles - first));
            transform(pool, x, prologue, dy, chunk, areas);
            multiply(pool, chunk, areas);
        }
        pool.run(outputTiles(), (tile, scratch) -> unpack(areas, tile, dweight, scratch));
    }

    private int tileRows() {
        return (shape.height() + OUTPUTS - 1) / OUTPUTS;
    }

    private int tileColumns() {
        return (shape.width() + OUTPUTS - 1) / OUTPUTS;
    }

    /** Vectors of input channels. */
    private int vectors() {
        return (shape.inChannels() + LANES - 1) / LANES;
    }

    private int outputTiles() {
        return WeightPacking.tiles(shape.outChannels());
    }

    /** Floats from one vector of channels to the next, an odd number of cache lines; likewise below. */
    private static int vVector() {
        return (CHUNK * LANES | 1) * LANES;
    }

    private int vPosition() {
        return (vectors() * vVector() / LANES | 1) * LANES;
    }

    private int vSize() {
        return POSITIONS * vPosition();
    }

    private static int wTile() {
        return (CHUNK * TILE | 1) * LANES;
    }

    private int wPosition() {
        return (outputTiles() * wTile() / LANES | 1) * LANES;
    }

    private int wSize() {
        return POSITIONS * wPosition();
    }

    /** Sums lie as [position][tile of 4 outputs][vector][4 outputs][16]. */
    private int sumsTile() {
        return vectors() * TILE * LANES;
    }

    private int sumsPosition() {
        return (outputTiles() * sumsTile() / LANES | 1) * LANES;
    }

    private void transform(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Chunk chunk, Areas areas) {
        int firstRow = chunk.first / tileColumns();
        int rows = (chunk.first + chunk.count - 1) / tileColumns() - firstRow + 1;
        int inputs = vectors();
        int tasks = inputs + outputTiles();
        pool.run(rows * tasks, (task, scratch) -> {
            Segment segment = segment(chunk, firstRow + task / tasks);
            int part = task % tasks;
            if (part < inputs) {
                transformInput(x, prologue, segment, part, areas, scratch);
            } else {
                transformGradient(dy, segment, part - inputs, areas, scratch);
            }
        });
    }

    private Segment segment(Chunk chunk, int row) {
        int first = Math.max(chunk.first, row * tileColumns());
        int end = Math.min(chunk.first + chunk.count, (row + 1) * tileColumns());
        return new Segment(
                row / tileRows(), row % tileRows(), first - row * tileColumns(), end - first, first - chunk.first);
    }

    private void transformInput(
            Tensor x, Prologue prologue, Segment segment, int vector, Areas areas, Scratch scratch) {
        int columns = segment.columns * OUTPUTS + INPUTS - OUTPUTS;
        int first = vector * LANES;
        int channels = Math.min(LANES, shape.inChannels() - first);
        int images = x.shape().imagesInBlock(segment.block);
        int pixel = LANES * LANES;
        int row = (columns * LANES | 1) * LANES;
        Tensor area = scratch.floats(
                WinogradTransform.WORK + ImageTranspose.WORK + columns * channels * LANES + INPUTS * row);
        float[] array = area.array();
        int work = area.offset();
        int transposeWork = work + WinogradTransform.WORK;
        int packed = transposeWork + ImageTranspose.WORK;
        int transposed = packed + columns * channels * LANES;
        for (int i = 0; i < INPUTS; i++) {
            int halo = 1 - segment.column * OUTPUTS;
            int from = segment.row * OUTPUTS - 1 + i;
            RowPacking.pack(x, prologue, segment.block, from, first, channels, halo, 1, columns, array, packed);
            for (int j = 0; j < columns; j++) {
                int to = transposed + i * row + j * pixel;
                ImageTranspose.vectors(
                        array, packed + j * channels * LANES, channels, images, array, to, array, transposeWork);
                Arrays.fill(array, to + images * LANES, to + pixel, 0);
            }
        }
        for (int tile = 0; tile < segment.columns; tile++) {
            int from = transposed + tile * OUTPUTS * pixel;
            int to = areas.v + vector * vVector() + (segment.at + tile) * pixel;
            WinogradTransform.input(array, from, row, pixel, LANES, areas.array, to, vPosition(), array, work);
        }
    }

    private void transformGradient(Tensor dy, Segment segment, int tile, Areas areas, Scratch scratch) {
        int valid = Math.min(TILE, shape.outChannels() - tile * TILE);
        int images = dy.shape().imagesInBlock(segment.block);
        int pixel = TILE * LANES;
        Tensor area = scratch.floats(WinogradTransform.WORK + OUTPUTS * OUTPUTS * pixel);
        float[] array = area.array();
        int work = area.offset();
        int transposed = work + WinogradTransform.WORK;
        for (int t = 0; t < segment.columns; t++) {
            for (int i = 0; i < OUTPUTS; i++) {
                for (int j = 0; j < OUTPUTS; j++) {
                    int h = segment.row * OUTPUTS + i;
                    int w = (segment.column + t) * OUTPUTS + j;
                    int to = transposed + (i * OUTPUTS + j) * pixel;
                    if (h < shape.height() && w < shape.width()) {
                        int at = (segment.block * shape.height() + h) * shape.width() + w;
                        int from = dy.offset() + (at * shape.outChannels() + tile * TILE) * LANES;
                        ImageTranspose.tiles(dy.array(), from, valid, images, array, to);
                        Arrays.fill(array, to + images * TILE, to + pixel, 0);
                    } else {
                        Arrays.fill(array, to, to + pixel, 0);
                    }
                }
            }
            int to = areas.w + tile * wTile() + (segment.at + t) * pixel;
            WinogradTransform.outputGradient(
                    array, transposed, OUTPUTS * pixel, pixel, TILE, areas.array, to, wPosition(), array, work);
        }
    }

    private void multiply(WorkerPool pool, Chunk chunk, Areas areas) {
        int tiles = (outputTiles() + PARTS - 1) / PARTS;
        pool.run(POSITIONS * PARTS, (task, scratch) -> {
            int first = task % PARTS * tiles;
            multiply(chunk, areas, task / PARTS, first, Math.min(outputTiles(), first + tiles), scratch);
        });
    }

    /** One position, output channels {@code 4 * firstTile .. 4 * endTile - 1}. */
    private void multiply(Chunk chunk, Areas areas, int position, int firstTile, int endTile, Scratch scratch) {
        int length = chunk.count * LANES;
        int group = TILE * LANES;
        Tensor products = scratch.floats(PIXELS * group);
        for (int vector = 0; vector < vectors(); vector += PIXELS) {
            int count = Math.min(PIXELS, vectors() - vector);
            int v = areas.v + position * vPosition() + vector * vVector();
            for (int tile = firstTile; tile < endTile; tile++) {
                int w = areas.w + position * wPosition() + tile * wTile();
                int sums = areas.sums + position * sumsPosition() + tile * sumsTile() + vector * group;
                if (chunk.first == 0) {
                    ConvolutionTile.start(
                            areas.array, v, vVector(), 0, 1, length, areas.array, w, areas.array, sums, group, count);
                } else {
                    float[] chain = products.array();
                    int at = products.offset();
                    ConvolutionTile.start(
                            areas.array, v, vVector(), 0, 1, length, areas.array, w, chain, at, group, count);
                    Elementwise.accumulate(chain, at, areas.array, sums, count * group);
                }
            }
        }
    }

    /** Transforms the sums of 4 output channels back to filters, and moves them to their places. */
    private void unpack(Areas areas, int tile, Tensor dweight, Scratch scratch) {
        Tensor area = scratch.floats(WinogradTransform.WORK + WinogradTransform.TAPS * LANES);
        float[] array = area.array();
        int taps = area.offset() + WinogradTransform.WORK;
        int end = Math.min(shape.outChannels(), (tile + 1) * TILE);
        for (int vector = 0; vector < vectors(); vector++) {
            int channels = Math.min(LANES, shape.inChannels() - vector * LANES);
            for (int k = tile * TILE; k < end; k++) {
                int sums = areas.sums + tile * sumsTile() + (vector * TILE + k % TILE) * LANES;
                WinogradTransform.weightGradient(areas.array, sums, sumsPosition(), array, taps, array, area.offset());
                int to = dweight.offset() + (k * shape.inChannels() + vector * LANES) * WinogradTransform.TAPS;
                for (int c = 0; c < channels; c++) {
                    for (int t = 0; t < WinogradTransform.TAPS; t++) {
                        dweight.array()[to++] = array[taps + t * LANES + c];
                    }
                }
            }
        }
    }
}
