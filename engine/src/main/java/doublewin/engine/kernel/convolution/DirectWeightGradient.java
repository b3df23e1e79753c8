package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Gradient of a convolution's weight; equals {@link ReferenceConvolution#weightGradient} bit for bit, on any number of
 * workers.
 *
 * <p>With images in the lanes the sum over images would run across them. So x and dy are first transposed pixel by
 * pixel (16 images x 16 channels), after which the lanes are input channels, images have joined the reduction, and the
 * tile of the other directions (rung 5 of docs/learn/2-the-ladder.md) does the work: for one filter tap and 16 input channels,
 *
 * <pre>
 *   dw[k][16 c]  =  sum over p, q, n of  dy[p][q][n][k]  *  x[p*stride + r][q*stride + s][n][16 c]
 *                   one chain a chunk     scalar stream       vector stream
 *
 *   wide layers, whose sums fill a cache by themselves: for each phase, some chunks of one block of images,
 *     in parallel over rows:                      transpose                         (WeightGradientPanels)
 *     in parallel over (some taps and c, 4 k):    for each chunk: tile, add to sums
 *
 *   narrow layers, if there are chunks for all workers: in parallel over ranges of chunks,
 *     transpose into the worker's own panels, then all tiles of each chunk into sums of the chunk's own
 *
 *   in parallel over 4 k:                         sums into the order of the weight
 * </pre>
 *
 * <p>The first convolution has kernels of its own ({@link FirstWeightGradient}).
 */
final class DirectWeightGradient {
    private static final int LANES = Shape.LANES;
    private static final int TILE_FLOATS = TILE * LANES;
    /** Floats of transposed rows in a phase: 2 MiB, which several workers read and so lies in their shared cache. */
    private static final int PHASE_FLOATS = 1 << 19;

    /** How many tiles of output channels a task may take together: the more, the fewer times it reads the input's panels. */
    private static final int[] SPANS = {16, 8, 4};

    /** Tasks with which any usual number of workers is busy to the end. */
    private static final int ENOUGH_TASKS = 16;

    private DirectWeightGradient() {}

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param dy lane shape (N, P, Q, K)
     * @param dweight (K, C, R, S)
     */
    static void run(WorkerPool pool, ConvShape shape, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        prologue.requireFits(x.shape());
        int chunks = x.shape().blocks() * shape.chunksOfBlock();
        if (FirstWeightGradient.fits(shape)) {
            new FirstWeightGradient(shape).run(pool, x, prologue, dy, dweight);
        } else if (pool.sharesEvenly(chunks) && (long) chunks * sumsSize(shape) <= ConvShape.APART_FLOATS) {
            chunksApart(pool, shape, x, prologue, dy, dweight);
        } else {
            inPhases(pool, shape, x, prologue, dy, dweight);
        }
    }

    /** Floats of one set of sums: [tile of 4 output channels][vector][4][16]. */
    private static int sumsSize(ConvShape shape) {
        return WeightPacking.tiles(shape.outChannels()) * sumsOfTile(shape);
    }

    private static int sumsOfTile(ConvShape shape) {
        return WeightGradientPanels.vectors(shape) * TILE_FLOATS;
    }

    private static void chunksApart(
            WorkerPool pool, ConvShape shape, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        int ofBlock = shape.chunksOfBlock();
        int chunks = x.shape().blocks() * ofBlock;
        int rangeChunks = Math.min(pool.share(chunks), chunksOf(shape, PHASE_FLOATS / 2));
        int ranges = (ofBlock + rangeChunks - 1) / rangeChunks;
        Tensor sums = pool.shared().floats(chunks * sumsSize(shape));
        pool.run(x.shape().blocks() * ranges, (task, scratch) -> {
            int block = task / ranges;
            int first = task % ranges * rangeChunks;
            int end = Math.min(ofBlock, first + rangeChunks);
            int sums0 = sums.offset() + (block * ofBlock + first) * sumsSize(shape);
            chunkRange(shape, x, prologue, dy, block, first, end, sums.array(), sums0, scratch);
        });
        pool.run(WeightPacking.tiles(shape.outChannels()), (tile, scratch) -> {
            int first = sums.offset() + tile * sumsOfTile(shape);
            Tensor total = scratch.floats(sumsOfTile(shape));
            Arrays.fill(total.array(), total.offset(), total.offset() + sumsOfTile(shape), 0);
            for (int chunk = 0; chunk < chunks; chunk++) {
                int at = first + chunk * sumsSize(shape);
                Elementwise.accumulate(sums.array(), at, total.array(), total.offset(), sumsOfTile(shape));
            }
            unpack(shape, total.array(), total.offset(), tile, dweight);
        });
    }

    /** The sums of some chunks of one block, each chunk's at its own place. */
    private static void chunkRange(
            ConvShape shape,
            Tensor x,
            Prologue prologue,
            Tensor dy,
            int block,
            int first,
            int end,
            float[] sums,
            int sums0,
            Scratch scratch) {
        int row0 = first * shape.chunkRows();
        int rows = Math.min(shape.outHeight(), end * shape.chunkRows()) - row0;
        WeightGradientPanels panels = new WeightGradientPanels(shape, x.shape().imagesInBlock(block), row0, rows);
        int work = WeightGradientPanels.work(shape);
        Tensor area = scratch.floats(work + panels.inputSize() + panels.gradientSize());
        float[] array = area.array();
        int input = area.offset() + work;
        int gradient = input + panels.inputSize();
        for (int i = 0; i < panels.inputRows(); i++) {
            panels.transposeInput(x, prologue, block, i, array, input, array, area.offset());
        }
        for (int i = 0; i < rows; i++) {
            panels.transposeGradient(dy, block, i, array, gradient);
        }
        int at = sums0;
        for (int row = 0; row < rows; row += shape.chunkRows()) {
            int chunkRows = Math.min(shape.chunkRows(), rows - row);
            for (int tile = 0; tile < WeightPacking.tiles(shape.outChannels()); tile++) {
                for (int vector = 0; vector < WeightGradientPanels.vectors(shape); vector += PIXELS) {
                    int count = Math.min(PIXELS, WeightGradientPanels.vectors(shape) - vector);
                    panels.products(array, input, gradient, tile, vector, count, row, chunkRows, sums, at);
                    at += count * TILE_FLOATS;
                }
            }
        }
    }

    private static void inPhases(
            WorkerPool pool, ConvShape shape, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        int phaseRows = Math.min(chunksOf(shape, PHASE_FLOATS) * shape.chunkRows(), shape.outHeight());
        WeightGradientPanels largest = new WeightGradientPanels(shape, LANES, 0, phaseRows);
        Tensor area = pool.shared().floats(sumsSize(shape) + largest.inputSize() + largest.gradientSize());
        int sums = area.offset();
        int input = sums + sumsSize(shape);
        Areas areas = new Areas(area.array(), sums, input, input + largest.inputSize());
        Arrays.fill(areas.array, sums, input, 0);
        for (int block = 0; block < x.shape().blocks(); block++) {
            for (int row = 0; row < shape.outHeight(); row += phaseRows) {
                int rows = Math.min(phaseRows, shape.outHeight() - row);
                phase(pool, shape, x, prologue, dy, block, row, rows, areas);
            }
        }
        pool.run(
                WeightPacking.tiles(shape.outChannels()),
                (tile, scratch) -> unpack(shape, areas.array, sums + tile * sumsOfTile(shape), tile, dweight));
    }

    /** Parts of the shared buffer. */
    private record Areas(float[] array, int sums, int input, int gradient) {}

    /** How many chunks of a block, at least one, have transposed rows of at most this size. */
    private static int chunksOf(ConvShape shape, int floats) {
        int chunk = shape.chunkRows();
        int chunks = 1;
        while (chunks * chunk < shape.outHeight()) {
            WeightGradientPanels more = new WeightGradientPanels(shape, LANES, 0, (chunks + 1) * chunk);
            if (more.inputSize() + more.gradientSize() > floats) {
                break;
            }
            chunks++;
        }
        return chunks;
    }

    private static void phase(
            WorkerPool pool,
            ConvShape shape,
            Tensor x,
            Prologue prologue,
            Tensor dy,
            int block,
            int row,
            int rows,
            Areas areas) {
        WeightGradientPanels panels = new WeightGradientPanels(shape, x.shape().imagesInBlock(block), row, rows);
        pool.run(panels.inputRows() + rows, (task, scratch) -> {
            if (task < panels.inputRows()) {
                Tensor work = scratch.floats(WeightGradientPanels.work(shape));
                panels.transposeInput(x, prologue, block, task, areas.array, areas.input, work.array(), work.offset());
            } else {
                panels.transposeGradient(dy, block, task - panels.inputRows(), areas.array, areas.gradient);
            }
        });
        int tiles = WeightPacking.tiles(shape.outChannels());
        int vectors = WeightGradientPanels.vectors(shape);
        int span = span(vectors, tiles);
        pool.run((vectors + span - 1) / span * tiles, (task, scratch) -> {
            int first = task / tiles * span;
            int end = Math.min(vectors, first + span);
            accumulate(shape, panels, rows, task % tiles, first, end, areas, scratch);
        });
    }

    /** Vectors a task: many share what they read, few make tasks for several workers. */
    private static int span(int vectors, int tiles) {
        for (int span : SPANS) {
            if ((vectors + span - 1) / span * tiles >= ENOUGH_TASKS) {
                return span;
            }
        }
        return SPANS[SPANS.length - 1];
    }

    /**
     * Adds each chunk's products to the sums of one tile of output channels and the vectors {@code first .. end - 1}.
     */
    private static void accumulate(
            ConvShape shape,
            WeightGradientPanels panels,
            int rows,
            int tile,
            int first,
            int end,
            Areas areas,
            Scratch scratch) {
        Tensor chunk = scratch.floats(PIXELS * TILE_FLOATS);
        for (int row = 0; row < rows; row += shape.chunkRows()) {
            int chunkRows = Math.min(shape.chunkRows(), rows - row);
            for (int vector = first; vector < end; vector += PIXELS) {
                int count = Math.min(PIXELS, end - vector);
                panels.products(
                        areas.array,
                        areas.input,
                        areas.gradient,
                        tile,
                        vector,
                        count,
                        row,
                        chunkRows,
                        chunk.array(),
                        chunk.offset());
                int sums = areas.sums + tile * sumsOfTile(shape) + vector * TILE_FLOATS;
                Elementwise.accumulate(chunk.array(), chunk.offset(), areas.array, sums, count * TILE_FLOATS);
            }
        }
    }

    /** Moves the sums of one tile of output channels to their places in the weight gradient. */
    private static void unpack(ConvShape shape, float[] sums, int sums0, int tile, Tensor dweight) {
        int side = shape.side();
        int end = Math.min(shape.outChannels(), (tile + 1) * TILE);
        int target = dweight.offset() + tile * TILE * shape.inChannels() * side * side;
        for (int k = tile * TILE; k < end; k++) {
            for (int c = 0; c < shape.inChannels(); c++) {
                for (int r = 0; r < side; r++) {
                    for (int s = 0; s < side; s++) {
                        int vector = WeightGradientPanels.vector(shape, c, r, s);
                        int lane = c % LANES;
                        dweight.array()[target++] = sums[sums0 + (vector * TILE + k % TILE) * LANES + lane];
                    }
                }
            }
        }
    }
}
