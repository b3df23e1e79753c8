package doublewin.engine.kernel.convolution;

import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradient of the weight of a network's first convolution, whose three input channels would leave most lanes of
 * {@link DirectWeightGradient}'s vectors empty. Lanes are output channels here, and the input is the scalar stream, which
 * needs no transposition.
 *
 * <pre>
 *   dw[16 k][c][r][s] = sum over p, q, n of  dy[p][q][n][16 k]  *  x[p + r][q + s][c][n]      x between zeros
 *                       one chain a chunk    vector stream         scalar stream
 *
 *   in parallel over chunks of output rows:
 *     pack x between zeros                                                  (RowPacking)
 *     for each 16 k, output row p, 16 pixels of it:
 *       turn dy from images into channels                                   (ImageTranspose)
 *       for each filter row r:
 *         for each column w that the pixels see, image n:
 *           go on with nine chains:  dw[s][c] += dy[w - s][n] * x[w][c][n]
 *   in parallel over 16 k:      add up the chunks in order
 * </pre>
 *
 * <p>Walking along x and not along dy, a step loads three scalars and three vectors for its nine multiply-adds, where nine
 * scalars and one vector would keep the load units busy longer than the multipliers; every chain still meets its pixels
 * in their order. At either end of the 16 pixels a column has one or two neighbours among them only. Their
 * gradients stay in the first-level cache for all three filter rows.
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
    private static final int PIXELS = 16;

    /** Floats of packed input between neighbouring columns. */
    private static final int COLUMN = CHANNELS * LANES;

    /** Whether a convolution is of this kind: 3x3 filters of stride 1 over red, green and blue. */
    static boolean fits(ConvShape shape) {
        return shape.inChannels() == CHANNELS && shape.side() == SIDE && shape.stride() == 1;
    }

    /** Overwrites dweight; tensors as in {@link DirectWeightGradient#run}. */
    void run(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        int ofBlock = shape.chunksOfBlock();
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
        int inputRows = rows - 1 + SIDE;
        int turnedSize = PIXELS * images * LANES;
        Tensor area = scratch.floats(ImageTranspose.WORK + turnedSize + inputRows * packedRow());
        float[] array = area.array();
        int turned = area.offset() + ImageTranspose.WORK;
        int packed = turned + turnedSize;
        for (int i = 0; i < inputRows; i++) {
            int from = row - shape.padding() + i;
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
                    int from = packed + p * packedRow() + q * COLUMN;
                    int to = sums0 + vector * TAPS * LANES;
                    for (int r = 0; r < SIDE; r++) {
                        filterRow(array, from + r * packedRow(), turned, pixels, images, sums, to);
                        to += ROW_TAPS * LANES;
                    }
                }
            }
        }
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

    /**
     * Goes on with the nine chains of one filter row, over neighbouring output pixels and their images.
     *
     * @param array holds the packed input, from the first column that the pixels see at {@code x0} on, and the pixels' turned
     *     gradients at {@code dy0}
     * @param sums chain of tap (s, c) at {@code sums0 + (s * 3 + c) * 16}
     */
    private static void filterRow(float[] array, int x0, int dy0, int pixels, int images, float[] sums, int sums0) {
        int last = SIDE - 1;
        for (int part = 0; part < LANES; part += Lanes.WIDTH) {
            for (int w = 0; w < last; w++) {
                edge(array, x0, dy0 + part, w, pixels, images, sums, sums0 + part);
            }
            if (pixels > last) {
                products(array, x0 + last * COLUMN, dy0 + part, pixels - last, images, sums, sums0 + part);
            }
            for (int w = Math.max(last, pixels); w < pixels + last; w++) {
                edge(array, x0, dy0 + part, w, pixels, images, sums, sums0 + part);
            }
        }
    }

    /** Column w of those that the pixels see, where some of the pixels w, w - 1, w - 2 are not among them. */
    private static void edge(float[] array, int x0, int dy0, int w, int pixels, int images, float[] sums, int sums0) {
        for (int s = Math.max(0, w - pixels + 1); s < Math.min(SIDE, w + 1); s++) {
            int from = x0 + w * COLUMN;
            int gradient = dy0 + (w - s) * images * LANES;
            int at = sums0 + s * CHANNELS * LANES;
            FloatVector a = FloatVector.fromArray(Lanes.SPECIES, sums, at);
            FloatVector b = FloatVector.fromArray(Lanes.SPECIES, sums, at + LANES);
            FloatVector c = FloatVector.fromArray(Lanes.SPECIES, sums, at + 2 * LANES);
            for (int n = 0; n < images; n++) {
                FloatVector k = FloatVector.fromArray(Lanes.SPECIES, array, gradient + n * LANES);
                a = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n]), a);
                b = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + LANES]), b);
                c = k.fma(FloatVector.broadcast(Lanes.SPECIES, array[from + n + 2 * LANES]), c);
            }
            a.intoArray(sums, at);
            b.intoArray(sums, at + LANES);
            c.intoArray(sums, at + 2 * LANES);
        }
    }

    /**
     * The micro-kernel: nine chains in named locals, a letter for each s.
     *
     * @param x0 first of {@code columns} columns
     * @param dy0 gradient of the pixel that meets the first column with s = 2; the next two meet it with 1 and 0
     */
    private static void products(float[] array, int x0, int dy0, int columns, int images, float[] sums, int sums0) {
        FloatVector a0 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0);
        FloatVector a1 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + LANES);
        FloatVector a2 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 2 * LANES);
        FloatVector b0 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 3 * LANES);
        FloatVector b1 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 5 * LANES);
        FloatVector c0 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 6 * LANES);
        FloatVector c1 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 7 * LANES);
        FloatVector c2 = FloatVector.fromArray(Lanes.SPECIES, sums, sums0 + 8 * LANES);
        int pixel = images * LANES;
        for (int column = 0; column < columns; column++) {
            int from = x0 + column * COLUMN;
            int gradient = dy0 + column * pixel;
            for (int n = 0; n < images; n++) {
                int at = gradient + n * LANES;
                FloatVector c = FloatVector.fromArray(Lanes.SPECIES, array, at);
                FloatVector b = FloatVector.fromArray(Lanes.SPECIES, array, at + pixel);
                FloatVector a = FloatVector.fromArray(Lanes.SPECIES, array, at + 2 * pixel);
                FloatVector red = FloatVector.broadcast(Lanes.SPECIES, array[from + n]);
                a0 = a.fma(red, a0);
                b0 = b.fma(red, b0);
                c0 = c.fma(red, c0);
                FloatVector green = FloatVector.broadcast(Lanes.SPECIES, array[from + n + LANES]);
                a1 = a.fma(green, a1);
                b1 = b.fma(green, b1);
                c1 = c.fma(green, c1);
                FloatVector blue = FloatVector.broadcast(Lanes.SPECIES, array[from + n + 2 * LANES]);
                a2 = a.fma(blue, a2);
                b2 = b.fma(blue, b2);
                c2 = c.fma(blue, c2);
            }
        }
        a0.intoArray(sums, sums0);
        a1.intoArray(sums, sums0 + LANES);
        a2.intoArray(sums, sums0 + 2 * LANES);
        b0.intoArray(sums, sums0 + 3 * LANES);
        b1.intoArray(sums, sums0 + 4 * LANES);
        b2.intoArray(sums, sums0 + 5 * LANES);
        c0.intoArray(sums, sums0 + 6 * LANES);
        c1.intoArray(sums, sums0 + 7 * LANES);
        c2.intoArray(sums, sums0 + 8 * LANES);
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
