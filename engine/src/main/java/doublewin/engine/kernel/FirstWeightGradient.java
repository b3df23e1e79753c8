package doublewin.engine.kernel;

import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradient of the weight of a network's first convolution, whose three input channels would leave most lanes of
 * {@link DirectWeightGradient}'s vectors empty. Lanes are output channels here, and the input is the scalar stream, which
 * needs no transposition: in the lane format the nine taps (s, c) of a filter row lie 16 floats apart, and so do the
 * columns' next ones.
 *
 * <pre>
 *   dw[16 k][c][r][s] = sum over p, q, n of  dy[p][q][n][16 k]  *  x[p*stride + r][q*stride + s][c][n]
 *                       one chain a chunk    vector stream         scalar stream
 *
 *   in parallel over chunks of output rows:
 *     pack x between zeros                                                  (RowPacking)
 *     for each 16 k, row, 8 pixels of it:
 *       turn dy from images into channels                                   (ImageTranspose)
 *       for each filter row r:  go on with nine chains
 *   in parallel over 16 k:      add up the chunks in order
 * </pre>
 *
 * <p>Eight pixels' gradients stay in the first-level cache for all three filter rows.
 *
 * <p>Equals {@link ReferenceConvolution#weightGradient} bit for bit, on any number of workers.
 *
 * @param shape the sizes
 */
record FirstWeightGradient(ConvShape shape) {
    private static final int CHANNELS = 3;
    private static final int SIDE = 3;
    private static final int ROW_TAPS = SIDE * CHANNELS;
    private static final int TAPS = SIDE * ROW_TAPS;
    private static final int PIXELS = 8;

    /** Whether a convolution is of this kind: 3x3 filters over red, green and blue. */
    static boolean fits(ConvShape shape) {
        return shape.inChannels() == CHANNELS && shape.kernel() == SIDE;
    }

    /** Overwrites dweight; tensors as in {@link DirectWeightGradient#run}. */
    void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        int ofBlock = (shape.outHeight() + shape.chunkRows() - 1) / shape.chunkRows();
        int chunks = x.shape().blocks() * ofBlock;
        Tensor sums = pool.shared().floats(chunks * vectors() * TAPS * LANES);
        pool.run(chunks, (chunk, scratch) -> {
            int row = chunk % ofBlock * shape.chunkRows();
            int rows = Math.min(shape.chunkRows(), shape.outHeight() - row);
            int sums0 = sums.offset() + chunk * vectors() * TAPS * LANES;
            chunk(x, prologue, dy, chunk / ofBlock, row, rows, sums.array(), sums0, scratch);
        });
        pool.run(vectors(), (vector, scratch) -> total(sums, chunks, vector, dweight, scratch));
    }

    /** Vectors of output channels. */
    private int vectors() {
        return (shape.outChannels() + LANES - 1) / LANES;
    }

    /** Floats of a packed input row. */
    private int packedRow() {
        return (shape.width() + 2 * shape.padding()) * CHANNELS * LANES;
    }

    private void chunk(
            Tensor x,
            Prologue prologue,
            Tensor dy,
            int block,
            int row,
            int rows,
            float[] sums,
            int sums0,
            Scratch scratch) {
        int images = x.shape().imagesInBlock(block);
        int inputRows = (rows - 1) * shape.stride() + SIDE;
        int turnedSize = PIXELS * images * LANES;
        Tensor area = scratch.floats(ImageTranspose.WORK + turnedSize + inputRows * packedRow());
        float[] array = area.array();
        int turned = area.offset() + ImageTranspose.WORK;
        int packed = turned + turnedSize;
        for (int i = 0; i < inputRows; i++) {
            int from = row * shape.stride() - shape.padding() + i;
            int columns = shape.width() + 2 * shape.padding();
            RowPacking.pack(
                    x,
                    prologue,
                    block,
                    from,
                    0,
                    CHANNELS,
                    shape.padding(),
                    1,
                    columns,
                    array,
                    packed + i * packedRow());
        }
        Arrays.fill(sums, sums0, sums0 + vectors() * TAPS * LANES, 0);
        for (int vector = 0; vector < vectors(); vector++) {
            for (int p = 0; p < rows; p++) {
                for (int q = 0; q < shape.outWidth(); q += PIXELS) {
                    int pixels = Math.min(PIXELS, shape.outWidth() - q);
                    int first = (block * shape.outHeight() + row + p) * shape.outWidth() + q;
                    turn(dy, first, pixels, images, vector, array, turned, area.offset());
                    int from = packed + p * shape.stride() * packedRow() + q * column();
                    int to = sums0 + vector * TAPS * LANES;
                    for (int r = 0; r < SIDE; r++) {
                        filterRow(array, from + r * packedRow(), turned, pixels, images, sums, to);
                        to += ROW_TAPS * LANES;
                    }
                }
            }
        }
    }

    /** Floats of packed input between neighbouring output pixels. */
    private int column() {
        return shape.stride() * CHANNELS * LANES;
    }

    /** 16 output channels of {@code pixels} pixels from {@code first} on: [pixel][image][16]. */
    private void turn(Tensor dy, int first, int pixels, int images, int vector, float[] turned, int turned0, int work) {
        int channels = Math.min(LANES, shape.outChannels() - vector * LANES);
        int pixel = shape.outChannels() * LANES;
        int from = dy.offset() + first * pixel + vector * LANES * LANES;
        for (int i = 0; i < pixels; i++) {
            int to = turned0 + i * images * LANES;
            ImageTranspose.vectors(dy.array(), from + i * pixel, channels, images, turned, to, turned, work);
        }
    }

    /** Goes on with the nine chains of one filter row, over neighbouring output pixels and their images. */
    private void filterRow(float[] array, int x0, int dy0, int pixels, int images, float[] sums, int sums0) {
        for (int part = 0; part < LANES; part += Lanes.WIDTH) {
            products(array, x0, column(), dy0 + part, pixels, images, sums, sums0 + part);
        }
    }

    /**
     * The micro-kernel: nine chains in named locals.
     *
     * @param array holds the packed input from {@code x0} on and the turned gradient from {@code dy0} on
     * @param sums chain of tap (s, c) at {@code sums0 + (s * 3 + c) * 16}
     */
    private static void products(
            float[] array, int x0, int column, int dy0, int pixels, int images, float[] sums, int sums0) {
        FloatVector a = FloatVector.fromArray(Lanes.SPECIES, sums, sums0);
        FloatVector b = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + LANES);
        FloatVector c = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 2 * LANES);
        FloatVector d = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 3 * LANES);
        FloatVector e = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 4 * LANES);
        FloatVector f = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 5 * LANES);
        FloatVector g = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 6 * LANES);
        FloatVector h = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 7 * LANES);
        FloatVector i = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 8 * LANES);
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = x0 + pixel * column;
            int gradient = dy0 + pixel * images * LANES;
            for (int n = 0; n < images; n++) {
                FloatVector k = FloatVector.fromArray(Lanes.SPECIES, array, gradient + n * LANES);
                a = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n]), a);
                b = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + LANES]), b);
                c = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 2 * LANES]), c);
                d = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 3 * LANES]), d);
                e = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 4 * LANES]), e);
                f = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 5 * LANES]), f);
                g = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 6 * LANES]), g);
                h = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 7 * LANES]), h);
                i = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 8 * LANES]), i);
            }
        }
        a.intoArray(sums, sums0);
        b.intoArray(sums, sums0 + LANES);
        c.intoArray(sums, sums0 + 2 * LANES);
        d.intoArray(sums, sums0 + 3 * LANES);
        e.intoArray(sums, sums0 + 4 * LANES);
        f.intoArray(sums, sums0 + 5 * LANES);
        g.intoArray(sums, sums0 + 6 * LANES);
        h.intoArray(sums, sums0 + 7 * LANES);
        i.intoArray(sums, sums0 + 8 * LANES);
    }

    /** Adds up the chunks of 16 output channels, and moves the sums to their places in the weight gradient. */
    private void total(Tensor sums, int chunks, int vector, Tensor dweight, Scratch scratch) {
        Tensor total = scratch.floats(TAPS * LANES);
        Arrays.fill(total.array(), total.offset(), total.offset() + TAPS * LANES, 0);
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = sums.offset() + (chunk * vectors() + vector) * TAPS * LANES;
            Elementwise.accumulate(sums.array(), from, total.array(), total.offset(), TAPS * LANES);
        }
        int first = vector * LANES;
        int to = dweight.offset() + first * TAPS;
        for (int k = 0; k < Math.min(LANES, shape.outChannels() - first); k++) {
            for (int c = 0; c < CHANNELS; c++) {
                for (int tap = 0; tap < TAPS; tap += CHANNELS) {
                    dweight.array()[to++] = total.array()[total.offset() + (tap + c) * LANES + k];
                }
            }
        }
    }
}
