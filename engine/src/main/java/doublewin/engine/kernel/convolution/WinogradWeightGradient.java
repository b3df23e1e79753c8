package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvShape.CHUNK_TILES;
import static doublewin.engine.kernel.convolution.ConvolutionTile.PIXELS;
import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;
import static doublewin.engine.kernel.convolution.WinogradTransform.POSITIONS;
import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Gradient of the weight of a convolution of stride 1 with 3x3 filters by Winograd's algorithm: the transpose of the
 * forward one. Equals {@link ReferenceWinograd#weightGradient} bit for bit, on any number of workers.
 *
 * <pre>
 *   dg = G^T [ sum over images, tiles of (A dY A^T) * (B^T d B) ] G          * is position by position
 *
 *   where the sums of all chunks take up to 8 MiB, and there are chunks for all workers:
 *     in parallel over chunks of 16 tiles,
 *       for each 4 tiles of the chunk:
 *         turn lanes from images into channels, V = B^T d B, W = A dY A^T             (WinogradPanels)
 *         for each position, 4 output channels, 4 vectors of input channels:
 *           chunk's dU[position][k][c], chain over tile, image of V * W               (ConvolutionTile)
 *
 *   otherwise (wide layers, many chunks, or a single one):
 *     for each chunk,
 *       in parallel over (row of tiles, 16 input channels or 4 output channels):  V and W, shared by all
 *       in parallel over (position, part of the output channels):                dU += chain
 *
 *   in parallel over 4 output channels:  add up the chunks in order,  dg = G^T dU G
 * </pre>
 *
 * <p>With input channels in the lanes, images join the sum: the products are those of the forward convolution. Of panels that are
 * shared, a line travels from the core that wrote it to the one that reads it, and back before it is written again, which takes
 * as long as a transform where the cores share no cache; a worker's own panels stay where they are. In wide layers a position's
 * share of V and W fits into the second-level cache. A chunk's chain has 256 terms whatever the machine, since long chains cost
 * accuracy; an image that a block lacks counts as zeros.
 *
 * @param shape the sizes
 */
record WinogradWeightGradient(ConvShape shape) {
    /** Tasks a position: with all of its tiles in one, 36 tasks leave workers idle at the end. */
    private static final int PARTS = 2;

    /** Tiles in a worker's own panels: what the micro-kernel takes at once. */
    private static final int OWN_TILES = 4;

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

    /** Tiles {@code first .. first + count - 1} of all, in the order of blocks, rows and columns. */
    private record Chunk(int first, int count) {}

    private void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        WinogradPanels own = new WinogradPanels(shape, OWN_TILES);
        boolean fits = (long) chunks() * own.sumsSize() <= ConvShape.APART_FLOATS;
        if (fits && pool.sharesEvenly(chunks())) {
            chunksApart(pool, own, x, prologue, dy, dweight);
        } else {
            inPhases(pool, new WinogradPanels(shape, CHUNK_TILES), x, prologue, dy, dweight);
        }
    }

    private int tiles() {
        int ofBlock = WinogradTransform.tiles(shape.height()) * WinogradTransform.tiles(shape.width());
        return shape.input().blocks() * ofBlock;
    }

    private int chunks() {
        return (tiles() + CHUNK_TILES - 1) / CHUNK_TILES;
    }

    private Chunk chunk(int index) {
        int first = index * CHUNK_TILES;
        return new Chunk(first, Math.min(CHUNK_TILES, tiles() - first));
    }

    private void chunksApart(
            WorkerPool pool, WinogradPanels panels, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        int chunks = chunks();
        Tensor sums = pool.shared().floats(chunks * panels.sumsSize());
        pool.run(chunks, (index, scratch) -> {
            int sums0 = sums.offset() + index * panels.sumsSize();
            apart(panels, x, prologue, dy, chunk(index), sums.array(), sums0, scratch);
        });
        pool.run(panels.outputTiles(), (tile, scratch) -> {
            int first = sums.offset() + tile * panels.sumsTile();
            for (int index = 1; index < chunks; index++) {
                for (int position = 0; position < POSITIONS; position++) {
                    int to = first + position * panels.sumsPosition();
                    int from = to + index * panels.sumsSize();
                    Elementwise.accumulate(sums.array(), from, sums.array(), to, panels.sumsTile());
                }
            }
            unpack(panels, sums.array(), first, tile, dweight, scratch);
        });
    }

    /** The sums of one chunk, by one worker. */
    private void apart(
            WinogradPanels panels,
            Tensor x,
            Prologue prologue,
            Tensor dy,
            Chunk chunk,
            float[] sums,
            int sums0,
            Scratch scratch) {
        Tensor area = scratch.floats(panels.work() + panels.vSize() + panels.wSize());
        float[] array = area.array();
        int work = area.offset();
        int v = work + panels.work();
        int w = v + panels.vSize();
        for (int at = 0; at < chunk.count; at += OWN_TILES) {
            int first = chunk.first + at;
            int count = Math.min(OWN_TILES, chunk.count - at);
            for (int row = 0; row < panels.rows(first, count); row++) {
                WinogradPanels.Segment segment = panels.segment(first, count, row);
                for (int vector = 0; vector < panels.vectors(); vector++) {
                    panels.transformInput(x, prologue, segment, vector, array, v, array, work);
                }
                for (int tile = 0; tile < panels.outputTiles(); tile++) {
                    panels.transformGradient(dy, segment, tile, array, w, array, work);
                }
            }
            for (int position = 0; position < POSITIONS; position++) {
                for (int tile = 0; tile < panels.outputTiles(); tile++) {
                    int to = sums0 + position * panels.sumsPosition() + tile * panels.sumsTile();
                    for (int vector = 0; vector < panels.vectors(); vector += PIXELS) {
                        int dU = to + vector * TILE * LANES;
                        if (at == 0) {
                            panels.startProducts(count, position, tile, vector, array, v, w, sums, dU);
                        } else {
                            panels.resumeProducts(count, position, tile, vector, array, v, w, sums, dU);
                        }
                    }
                }
            }
        }
    }

    /** Parts of the shared buffer. */
    private record Areas(float[] array, int v, int w, int sums) {}

    private void inPhases(
            WorkerPool pool, WinogradPanels panels, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        Tensor buffer = pool.shared().floats(panels.vSize() + panels.wSize() + panels.sumsSize());
        int v = buffer.offset();
        int w = v + panels.vSize();
        Areas areas = new Areas(buffer.array(), v, w, w + panels.wSize());
        int chunks = chunks();
        for (int index = 0; index < chunks; index++) {
            Chunk chunk = chunk(index);
            transform(pool, panels, x, prologue, dy, chunk, areas);
            multiply(pool, panels, chunk, areas);
        }
        pool.run(panels.outputTiles(), (tile, scratch) -> {
            int first = areas.sums + tile * panels.sumsTile();
            unpack(panels, areas.array, first, tile, dweight, scratch);
        });
    }

    private static void transform(
            WorkerPool pool, WinogradPanels panels, Tensor x, Prologue prologue, Tensor dy, Chunk chunk, Areas areas) {
        int inputs = panels.vectors();
        int tasks = inputs + panels.outputTiles();
        pool.run(panels.rows(chunk.first, chunk.count) * tasks, (task, scratch) -> {
            WinogradPanels.Segment segment = panels.segment(chunk.first, chunk.count, task / tasks);
            Tensor work = scratch.floats(panels.work());
            int part = task % tasks;
            if (part < inputs) {
                panels.transformInput(x, prologue, segment, part, areas.array, areas.v, work.array(), work.offset());
            } else {
                panels.transformGradient(dy, segment, part - inputs, areas.array, areas.w, work.array(), work.offset());
            }
        });
    }

    private static void multiply(WorkerPool pool, WinogradPanels panels, Chunk chunk, Areas areas) {
        int tiles = (panels.outputTiles() + PARTS - 1) / PARTS;
        pool.run(POSITIONS * PARTS, (task, scratch) -> {
            int first = task % PARTS * tiles;
            int end = Math.min(panels.outputTiles(), first + tiles);
            multiply(panels, chunk, areas, task / PARTS, first, end, scratch);
        });
    }

    /** One position, output channels {@code 4 * firstTile .. 4 * endTile - 1}. */
    private static void multiply(
            WinogradPanels panels,
            Chunk chunk,
            Areas areas,
            int position,
            int firstTile,
            int endTile,
            Scratch scratch) {
        int tileFloats = TILE * LANES;
        Tensor products = scratch.floats(PIXELS * tileFloats);
        boolean isFirst = chunk.first == 0;
        for (int vector = 0; vector < panels.vectors(); vector += PIXELS) {
            for (int tile = firstTile; tile < endTile; tile++) {
                int sums =
                        areas.sums + position * panels.sumsPosition() + tile * panels.sumsTile() + vector * tileFloats;
                float[] chains = isFirst ? areas.array : products.array();
                int at = isFirst ? sums : products.offset();
                panels.startProducts(chunk.count, position, tile, vector, areas.array, areas.v, areas.w, chains, at);
                if (!isFirst) {
                    Elementwise.accumulate(chains, at, areas.array, sums, panels.together(vector) * tileFloats);
                }
            }
        }
    }

    /** Transforms the sums of 4 output channels back to filters, and moves them to their places. */
    private void unpack(WinogradPanels panels, float[] sums, int first, int tile, Tensor dweight, Scratch scratch) {
        Tensor area = scratch.floats(WinogradTransform.WORK + WinogradTransform.TAPS * LANES);
        float[] array = area.array();
        int taps = area.offset() + WinogradTransform.WORK;
        int end = Math.min(shape.outChannels(), (tile + 1) * TILE);
        for (int vector = 0; vector < panels.vectors(); vector++) {
            int channels = Math.min(LANES, shape.inChannels() - vector * LANES);
            for (int k = tile * TILE; k < end; k++) {
                int from = first + (vector * TILE + k % TILE) * LANES;
                WinogradTransform.weightGradient(sums, from, panels.sumsPosition(), array, taps, array, area.offset());
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
