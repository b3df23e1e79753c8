package doublewin.engine.kernel.norm;

import static doublewin.engine.tensor.Shape.LANES;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.DoublesLease;
import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Collects {@link ChannelStatistics} chunk by chunk, in any order and from any worker: the epilogue of a convolution in
 * training. Equals {@link ReferenceChannelStatistics} bit for bit.
 *
 * <p>What a chunk sums are distances from a pivot, the channel's first value in the chunk, so that a mean that is large
 * against the deviation costs no digits; chunks are then joined by the update of Chan, Golub and LeVeque (1979).
 *
 * <p>Partial sums live in the pool's shared doubles: one collector at a time, which is closed if it is not finished.
 */
public final class StatisticsCollector implements AutoCloseable {
    private static final int PIVOT = 0;
    private static final int SUM = 1;
    private static final int SQUARES = 2;
    private static final int MIN = 3;
    private static final int MAX = 4;
    private static final int NUMBERS = 5;
    /** Channels whose chains run side by side: enough to hide the latency of an addition. */
    private static final int TOGETHER = 4;

    /** Channels that a task joins: enough work for a task. */
    private static final int CHANNELS_A_TASK = 8;

    private final WorkerPool pool;
    private final Shape shape;
    private final RowChunks chunks;
    private final DoublesLease lease;
    private final double[] partial;

    /** An empty collector for maps of this lane shape. */
    public StatisticsCollector(WorkerPool pool, Shape shape) {
        this.pool = pool;
        this.shape = shape;
        chunks = new RowChunks(shape);
        lease = pool.leaseDoubles(chunks.count() * shape.channels() * NUMBERS);
        partial = lease.values();
    }

    /** Adds rows {@code firstRow .. endRow - 1} of one block, which are whole chunks. */
    public void addRows(Tensor x, int block, int firstRow, int endRow, Scratch scratch) {
        int valid = shape.imagesInBlock(block);
        Tensor room = scratch.floats(TOGETHER * NUMBERS * LANES);
        float[] lanes = room.array();
        int base = room.offset();
        for (int row = firstRow; row < endRow; row += chunks.rows()) {
            int index = chunks.index(block, row);
            int from = x.offset() + chunks.element(block, row);
            int c = 0;
            for (; c + TOGETHER <= shape.channels(); c += TOGETHER) {
                for (int part = 0; part < LANES; part += Lanes.WIDTH) {
                    addFour(x.array(), from + c * LANES, part, chunks.pixels(index), lanes, base);
                }
                for (int k = 0; k < TOGETHER; k++) {
                    store(index, c + k, x.array()[from + (c + k) * LANES], lanes, base + k * NUMBERS * LANES, valid);
                }
            }
            for (; c < shape.channels(); c++) {
                for (int part = 0; part < LANES; part += Lanes.WIDTH) {
                    addOne(x.array(), from + c * LANES, part, chunks.pixels(index), lanes, base);
                }
                store(index, c, x.array()[from + c * LANES], lanes, base, valid);
            }
        }
    }

    /** Joins lanes: sums in a fixed tree, in double, of the lanes that hold images. */
    private void store(int index, int channel, float pivot, float[] lanes, int from, int valid) {
        int at = (index * shape.channels() + channel) * NUMBERS;
        partial[at + PIVOT] = pivot;
        partial[at + SUM] = Lanes.sum(lanes, from + SUM * LANES, valid);
        partial[at + SQUARES] = Lanes.sum(lanes, from + SQUARES * LANES, valid);
        float min = lanes[from + MIN * LANES];
        float max = lanes[from + MAX * LANES];
        for (int lane = 1; lane < valid; lane++) {
            float low = lanes[from + MIN * LANES + lane];
            float high = lanes[from + MAX * LANES + lane];
            min = low < min ? low : min;
            max = high > max ? high : max;
        }
        partial[at + MIN] = min;
        partial[at + MAX] = max;
    }

    /** The statistics, once every row has been added. */
    public ChannelStatistics finish() {
        int channels = shape.channels();
        ChannelStatistics found = new ChannelStatistics(
                new double[channels], new double[channels], new float[channels], new float[channels]);
        pool.run((channels + CHANNELS_A_TASK - 1) / CHANNELS_A_TASK, (task, scratch) -> {
            int end = Math.min(channels, (task + 1) * CHANNELS_A_TASK);
            for (int c = task * CHANNELS_A_TASK; c < end; c++) {
                join(c, found);
            }
        });
        close();
        return found;
    }

    /** Gives the partial sums' memory back; {@link #finish} does, too. */
    @Override
    public void close() {
        lease.close();
    }

    /** Joins the chunks of a channel in their order. */
    private void join(int c, ChannelStatistics found) {
        double count = 0;
        double mean = 0;
        double squares = 0;
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int index = 0; index < chunks.count(); index++) {
            int at = (index * shape.channels() + c) * NUMBERS;
            double more = (double) chunks.pixels(index) * shape.imagesInBlock(index / chunks.ofBlock());
            double distance = partial[at + SUM] / more;
            double delta = partial[at + PIVOT] + distance - mean;
            double both = count + more;
            squares += partial[at + SQUARES] - distance * partial[at + SUM] + delta * delta * count * more / both;
            mean += delta * more / both;
            count = both;
            min = (float) partial[at + MIN] < min ? (float) partial[at + MIN] : min;
            max = (float) partial[at + MAX] > max ? (float) partial[at + MAX] : max;
        }
        found.mean()[c] = mean;
        found.variance()[c] = Math.max(0, squares / count);
        found.min()[c] = min;
        found.max()[c] = max;
    }

    /** One channel's chains over the pixels of a chunk, into lanes {@code part} and on of each number. */
    private void addOne(float[] x, int x0, int part, int pixels, float[] lanes, int base) {
        int pixel = shape.channels() * LANES;
        FloatVector pivot = FloatVector.broadcast(Lanes.SPECIES, x[x0]);
        FloatVector sum = FloatVector.zero(Lanes.SPECIES);
        FloatVector squares = FloatVector.zero(Lanes.SPECIES);
        FloatVector min = FloatVector.broadcast(Lanes.SPECIES, Float.POSITIVE_INFINITY);
        FloatVector max = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < pixels; p++) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, x, x0 + part + p * pixel);
            FloatVector distance = value.sub(pivot);
            sum = sum.add(distance);
            squares = distance.fma(distance, squares);
            min = min.blend(value, value.compare(VectorOperators.LT, min));
            max = max.blend(value, value.compare(VectorOperators.GT, max));
        }
        sum.intoArray(lanes, base + SUM * LANES + part);
        squares.intoArray(lanes, base + SQUARES * LANES + part);
        min.intoArray(lanes, base + MIN * LANES + part);
        max.intoArray(lanes, base + MAX * LANES + part);
    }

    /** Four neighbouring channels at once: the chains of one would wait for each other. */
    private void addFour(float[] x, int x0, int part, int pixels, float[] lanes, int base) {
        int pixel = shape.channels() * LANES;
        FloatVector aPivot = FloatVector.broadcast(Lanes.SPECIES, x[x0]);
        FloatVector aSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector aSquares = FloatVector.zero(Lanes.SPECIES);
        FloatVector aMin = FloatVector.broadcast(Lanes.SPECIES, Float.POSITIVE_INFINITY);
        FloatVector aMax = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector bPivot = FloatVector.broadcast(Lanes.SPECIES, x[x0 + LANES]);
        FloatVector bSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector bSquares = FloatVector.zero(Lanes.SPECIES);
        FloatVector bMin = FloatVector.broadcast(Lanes.SPECIES, Float.POSITIVE_INFINITY);
        FloatVector bMax = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector cPivot = FloatVector.broadcast(Lanes.SPECIES, x[x0 + 2 * LANES]);
        FloatVector cSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector cSquares = FloatVector.zero(Lanes.SPECIES);
        FloatVector cMin = FloatVector.broadcast(Lanes.SPECIES, Float.POSITIVE_INFINITY);
        FloatVector cMax = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector dPivot = FloatVector.broadcast(Lanes.SPECIES, x[x0 + 3 * LANES]);
        FloatVector dSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector dSquares = FloatVector.zero(Lanes.SPECIES);
        FloatVector dMin = FloatVector.broadcast(Lanes.SPECIES, Float.POSITIVE_INFINITY);
        FloatVector dMax = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        for (int p = 0; p < pixels; p++) {
            int at = x0 + part + p * pixel;
            FloatVector a = FloatVector.fromArray(Lanes.SPECIES, x, at);
            FloatVector aDistance = a.sub(aPivot);
            aSum = aSum.add(aDistance);
            aSquares = aDistance.fma(aDistance, aSquares);
            aMin = aMin.blend(a, a.compare(VectorOperators.LT, aMin));
            aMax = aMax.blend(a, a.compare(VectorOperators.GT, aMax));
            FloatVector b = FloatVector.fromArray(Lanes.SPECIES, x, at + LANES);
            FloatVector bDistance = b.sub(bPivot);
            bSum = bSum.add(bDistance);
            bSquares = bDistance.fma(bDistance, bSquares);
            bMin = bMin.blend(b, b.compare(VectorOperators.LT, bMin));
            bMax = bMax.blend(b, b.compare(VectorOperators.GT, bMax));
            FloatVector c = FloatVector.fromArray(Lanes.SPECIES, x, at + 2 * LANES);
            FloatVector cDistance = c.sub(cPivot);
            cSum = cSum.add(cDistance);
            cSquares = cDistance.fma(cDistance, cSquares);
            cMin = cMin.blend(c, c.compare(VectorOperators.LT, cMin));
            cMax = cMax.blend(c, c.compare(VectorOperators.GT, cMax));
            FloatVector d = FloatVector.fromArray(Lanes.SPECIES, x, at + 3 * LANES);
            FloatVector dDistance = d.sub(dPivot);
            dSum = dSum.add(dDistance);
            dSquares = dDistance.fma(dDistance, dSquares);
            dMin = dMin.blend(d, d.compare(VectorOperators.LT, dMin));
            dMax = dMax.blend(d, d.compare(VectorOperators.GT, dMax));
        }
        aSum.intoArray(lanes, base + SUM * LANES + part);
        aSquares.intoArray(lanes, base + SQUARES * LANES + part);
        aMin.intoArray(lanes, base + MIN * LANES + part);
        aMax.intoArray(lanes, base + MAX * LANES + part);
        bSum.intoArray(lanes, base + NUMBERS * LANES + SUM * LANES + part);
        bSquares.intoArray(lanes, base + NUMBERS * LANES + SQUARES * LANES + part);
        bMin.intoArray(lanes, base + NUMBERS * LANES + MIN * LANES + part);
        bMax.intoArray(lanes, base + NUMBERS * LANES + MAX * LANES + part);
        cSum.intoArray(lanes, base + 2 * NUMBERS * LANES + SUM * LANES + part);
        cSquares.intoArray(lanes, base + 2 * NUMBERS * LANES + SQUARES * LANES + part);
        cMin.intoArray(lanes, base + 2 * NUMBERS * LANES + MIN * LANES + part);
        cMax.intoArray(lanes, base + 2 * NUMBERS * LANES + MAX * LANES + part);
        dSum.intoArray(lanes, base + 3 * NUMBERS * LANES + SUM * LANES + part);
        dSquares.intoArray(lanes, base + 3 * NUMBERS * LANES + SQUARES * LANES + part);
        dMin.intoArray(lanes, base + 3 * NUMBERS * LANES + MIN * LANES + part);
        dMax.intoArray(lanes, base + 3 * NUMBERS * LANES + MAX * LANES + part);
    }
}
