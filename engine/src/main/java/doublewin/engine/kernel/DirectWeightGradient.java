package doublewin.engine.kernel;

import static doublewin.engine.kernel.ConvolutionTile.TILE;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Gradient of a convolution's weight; equals {@link ReferenceConvolution#weightGradient} bit for bit, on any number of
 * workers.
 *
 * <p>With images in the lanes the sum over images would run across them. So x and dy are first transposed pixel by pixel
 * (16 images x 16 channels), after which the lanes are input channels, images have joined the reduction, and the tile of
 * the other directions does the work: for one filter tap and 16 input channels,
 *
 * <pre>
 *   dw[k][16 c]  =  sum over p, q, n of  dy[p][q][n][k]  *  x[p*stride + r][q*stride + s][n][16 c]
 *                   one chain a chunk     scalar stream       vector stream
 *
 *   for each phase, some chunks of one block of images:
 *     in parallel over rows:                      transpose                         (WeightGradientPanels)
 *     in parallel over (some taps and c, 8 k):    for each chunk: tile, add to sums
 *   in parallel over 8 k:                         sums into the order of the weight
 * </pre>
 *
 * <p>With few input channels (the first convolution) lanes are the (s, c) pairs of a filter row instead.
 */
public final class DirectWeightGradient {
    private static final int LANES = Shape.LANES;
    private static final int TILE_FLOATS = TILE * LANES;
    private static final int PHASE_FLOATS = 1 << 19;
    private static final int[] SPANS = {18, 6, 2};
    private static final int ENOUGH_TASKS = 16;

    private DirectWeightGradient() {}

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param dy lane shape (N, P, Q, K)
     * @param dweight (K, C, R, S)
     */
    public static void run(WorkerPool pool, ConvShape shape, Tensor x, Tensor dy, Tensor dweight) {
        shape.requireInput(x, "input");
        shape.requireOutput(dy, "output gradient");
        shape.requireWeight(dweight, "weight gradient");
        int phaseRows = phaseRows(shape);
        WeightGradientPanels largest = new WeightGradientPanels(shape, LANES, 0, phaseRows);
        int sumsSize = WeightPacking.tiles(shape.outChannels()) * WeightGradientPanels.vectors(shape) * TILE_FLOATS;
        Tensor area = pool.shared().floats(sumsSize + largest.inputSize() + largest.gradientSize());
        Areas areas = new Areas(
                area.array(), area.offset(), area.offset() + sumsSize, area.offset() + sumsSize + largest.inputSize());
        Arrays.fill(areas.array, areas.sums, areas.sums + sumsSize, 0);
        for (int block = 0; block < x.shape().blocks(); block++) {
            for (int row = 0; row < shape.outHeight(); row += phaseRows) {
                int rows = Math.min(phaseRows, shape.outHeight() - row);
                phase(pool, shape, x, dy, block, row, rows, areas);
            }
        }
        pool.run(WeightPacking.tiles(shape.outChannels()), (tile, scratch) -> unpack(shape, areas, tile, dweight));
    }

    /** Parts of the shared buffer. */
    private record Areas(float[] array, int sums, int input, int gradient) {}

    /** Output rows a phase: whole chunks, as many as keep the transposed rows near the cache. */
    private static int phaseRows(ConvShape shape) {
        int chunk = shape.chunkRows();
        int chunks = 1;
        while (chunks * chunk < shape.outHeight()) {
            WeightGradientPanels more = new WeightGradientPanels(shape, LANES, 0, (chunks + 1) * chunk);
            if (more.inputSize() + more.gradientSize() > PHASE_FLOATS) {
                break;
            }
            chunks++;
        }
        return Math.min(chunks * chunk, shape.outHeight());
    }

    private static void phase(
            WorkerPool pool, ConvShape shape, Tensor x, Tensor dy, int block, int row, int rows, Areas areas) {
        WeightGradientPanels panels = new WeightGradientPanels(shape, x.shape().imagesInBlock(block), row, rows);
        pool.run(panels.inputRows() + rows, (task, scratch) -> {
            if (task < panels.inputRows()) {
                Tensor work = scratch.floats(ImageTranspose.WORK);
                panels.transposeInput(x, block, task, areas.array, areas.input, work);
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

    /** Adds each chunk's products to the sums of one tile of output channels and the vectors {@code first .. end - 1}. */
    private static void accumulate(
            ConvShape shape,
            WeightGradientPanels panels,
            int rows,
            int tile,
            int first,
            int end,
            Areas areas,
            Scratch scratch) {
        Tensor chunk = scratch.floats(2 * TILE_FLOATS);
        float[] array = areas.array;
        for (int row = 0; row < rows; row += shape.chunkRows()) {
            int chunkRows = Math.min(shape.chunkRows(), rows - row);
            int dy0 = areas.gradient + panels.gradientStart(tile, row);
            for (int vector = first; vector < end; vector += 2) {
                int count = Math.min(2, end - vector);
                int x0 = panels.inputStart(vector, row);
                int step = count == 2 ? panels.inputStart(vector + 1, row) - x0 : 0;
                ConvolutionTile.start(
                        array,
                        areas.input + x0,
                        step,
                        panels.rowStep(),
                        chunkRows,
                        panels.length(),
                        array,
                        dy0,
                        chunk.array(),
                        chunk.offset(),
                        TILE_FLOATS,
                        count);
                int sums = areas.sums + (tile * WeightGradientPanels.vectors(shape) + vector) * TILE_FLOATS;
                add(chunk.array(), chunk.offset(), array, sums, count * TILE_FLOATS);
            }
        }
    }

    private static void add(float[] chunk, int chunk0, float[] sums, int sums0, int count) {
        for (int i = 0; i < count; i++) {
            sums[sums0 + i] += chunk[chunk0 + i];
        }
    }

    /** Moves the sums of one tile of output channels to their places in the weight gradient. */
    private static void unpack(ConvShape shape, Areas areas, int tile, Tensor dweight) {
        int kernel = shape.kernel();
        int sums = areas.sums + tile * WeightGradientPanels.vectors(shape) * TILE_FLOATS;
        int end = Math.min(shape.outChannels(), (tile + 1) * TILE);
        int target = dweight.offset() + tile * TILE * shape.inChannels() * kernel * kernel;
        for (int k = tile * TILE; k < end; k++) {
            for (int c = 0; c < shape.inChannels(); c++) {
                for (int r = 0; r < kernel; r++) {
                    for (int s = 0; s < kernel; s++) {
                        int vector = WeightGradientPanels.vector(shape, c, r, s);
                        int lane = WeightGradientPanels.lane(shape, c, s);
                        dweight.array()[target++] =
                                areas.array[sums + (vector * TILE + k % TILE) * LANES + lane];
                    }
                }
            }
        }
    }
}
