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

/**
 * Collects what the backward pass of batch norm sums over a channel, dy and dy * (x - mean), chunk by chunk, in any
 * order and from any worker: the epilogue of an input gradient in training. Equals
 * {@link ReferenceBatchNorm#gradientSums} bit for bit.
 *
 * <p>Partial sums live in the pool's shared doubles: one collector at a time.
 */
public final class GradientSums implements AutoCloseable {
    private static final int NUMBERS = 2;
    /** Channels whose chains run side by side: enough to hide the latency of an addition. */
    private static final int TOGETHER = 4;

    /** Channels that a task joins: enough work for a task. */
    private static final int CHANNELS_A_TASK = 16;

    private final WorkerPool pool;
    private final Tensor x;
    private final float[] mean;
    private final RowChunks chunks;
    private final DoublesLease lease;
    private final double[] partial;

    /**
     * An empty collector.
     *
     * @param x the norm's input
     * @param mean of x, one a channel
     */
    public GradientSums(WorkerPool pool, Tensor x, float[] mean) {
        BatchNorm.requireLength("batch norm gradient: mean", mean.length, x.shape());
        this.pool = pool;
        this.x = x;
        this.mean = mean;
        chunks = new RowChunks(x.shape());
        lease = pool.leaseDoubles(chunks.count() * mean.length * NUMBERS);
        partial = lease.values();
    }

    /** Adds rows {@code firstRow .. endRow - 1} of one block of dy, which are whole chunks. */
    public void addRows(Tensor dy, int block, int firstRow, int endRow, Scratch scratch) {
        int channels = mean.length;
        int valid = x.shape().imagesInBlock(block);
        Tensor room = scratch.floats(TOGETHER * NUMBERS * LANES);
        float[] lanes = room.array();
        int base = room.offset();
        for (int row = firstRow; row < endRow; row += chunks.rows()) {
            int index = chunks.index(block, row);
            int from = chunks.element(block, row);
            int together;
            for (int c = 0; c < channels; c += together) {
                together = c + TOGETHER <= channels ? TOGETHER : 1;
                for (int part = 0; part < LANES; part += Lanes.WIDTH) {
                    int at = from + c * LANES + part;
                    if (together == TOGETHER) {
                        addFour(dy, at, c, chunks.pixels(index), lanes, base + part);
                    } else {
                        addOne(dy, at, c, chunks.pixels(index), lanes, base + part);
                    }
                }
                for (int k = 0; k < together * NUMBERS; k++) {
                    partial[(index * channels + c) * NUMBERS + k] = Lanes.sum(lanes, base + k * LANES, valid);
                }
            }
        }
    }

    /**
     * The sums, once every row has been added.
     *
     * @param sumDy overwritten: sum of dy, one a channel
     * @param sumDyCentred overwritten: sum of dy * (x - mean), one a channel
     */
    public void finish(double[] sumDy, double[] sumDyCentred) {
        Shape shape = x.shape();
        BatchNorm.requireLength("batch norm gradient: sums of the gradient", sumDy.length, shape);
        BatchNorm.requireLength("batch norm gradient: centred sums", sumDyCentred.length, shape);
        pool.run((mean.length + CHANNELS_A_TASK - 1) / CHANNELS_A_TASK, (task, scratch) -> {
            int end = Math.min(mean.length, (task + 1) * CHANNELS_A_TASK);
            for (int c = task * CHANNELS_A_TASK; c < end; c++) {
                sumDy[c] = sum(c, 0);
                sumDyCentred[c] = sum(c, 1);
            }
        });
        close();
    }

    /** Gives the partial sums' memory back; {@link #finish} does, too. */
    @Override
    public void close() {
        lease.close();
    }

    /** Adds up one of a channel's numbers chunk by chunk. */
    private double sum(int c, int number) {
        double sum = 0;
        for (int index = 0; index < chunks.count(); index++) {
            sum += partial[(index * mean.length + c) * NUMBERS + number];
        }
        return sum;
    }

    private void addOne(Tensor dy, int from, int c, int pixels, float[] lanes, int at) {
        float[] in = x.array();
        float[] gradients = dy.array();
        int in0 = x.offset() + from;
        int gradients0 = dy.offset() + from;
        int pixel = mean.length * LANES;
        FloatVector centre = FloatVector.broadcast(Lanes.SPECIES, mean[c]);
        FloatVector sum = FloatVector.zero(Lanes.SPECIES);
        FloatVector centred = FloatVector.zero(Lanes.SPECIES);
        for (int p = 0; p < pixels; p++) {
            FloatVector gradient = FloatVector.fromArray(Lanes.SPECIES, gradients, gradients0 + p * pixel);
            sum = sum.add(gradient);
            centred = FloatVector.fromArray(Lanes.SPECIES, in, in0 + p * pixel)
                    .sub(centre)
                    .fma(gradient, centred);
        }
        sum.intoArray(lanes, at);
        centred.intoArray(lanes, at + LANES);
    }

    /** Four neighbouring channels at once: the chains of one would wait for each other. */
    private void addFour(Tensor dy, int from, int first, int pixels, float[] lanes, int at) {
        float[] in = x.array();
        float[] gradients = dy.array();
        int in0 = x.offset() + from;
        int gradients0 = dy.offset() + from;
        int pixel = mean.length * LANES;
        FloatVector aCentre = FloatVector.broadcast(Lanes.SPECIES, mean[first]);
        FloatVector aSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector aCentred = FloatVector.zero(Lanes.SPECIES);
        FloatVector bCentre = FloatVector.broadcast(Lanes.SPECIES, mean[first + 1]);
        FloatVector bSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector bCentred = FloatVector.zero(Lanes.SPECIES);
        FloatVector cCentre = FloatVector.broadcast(Lanes.SPECIES, mean[first + 2]);
        FloatVector cSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector cCentred = FloatVector.zero(Lanes.SPECIES);
        FloatVector dCentre = FloatVector.broadcast(Lanes.SPECIES, mean[first + 3]);
        FloatVector dSum = FloatVector.zero(Lanes.SPECIES);
        FloatVector dCentred = FloatVector.zero(Lanes.SPECIES);
        for (int p = 0; p < pixels; p++) {
            int i = in0 + p * pixel;
            int g = gradients0 + p * pixel;
            FloatVector a = FloatVector.fromArray(Lanes.SPECIES, gradients, g);
            aSum = aSum.add(a);
            aCentred = FloatVector.fromArray(Lanes.SPECIES, in, i).sub(aCentre).fma(a, aCentred);
            FloatVector b = FloatVector.fromArray(Lanes.SPECIES, gradients, g + LANES);
            bSum = bSum.add(b);
            bCentred = FloatVector.fromArray(Lanes.SPECIES, in, i + LANES)
                    .sub(bCentre)
                    .fma(b, bCentred);
            FloatVector c = FloatVector.fromArray(Lanes.SPECIES, gradients, g + 2 * LANES);
            cSum = cSum.add(c);
            cCentred = FloatVector.fromArray(Lanes.SPECIES, in, i + 2 * LANES)
                    .sub(cCentre)
                    .fma(c, cCentred);
            FloatVector d = FloatVector.fromArray(Lanes.SPECIES, gradients, g + 3 * LANES);
            dSum = dSum.add(d);
            dCentred = FloatVector.fromArray(Lanes.SPECIES, in, i + 3 * LANES)
                    .sub(dCentre)
                    .fma(d, dCentred);
        }
        aSum.intoArray(lanes, at);
        aCentred.intoArray(lanes, at + LANES);
        bSum.intoArray(lanes, at + 2 * LANES);
        bCentred.intoArray(lanes, at + 3 * LANES);
        cSum.intoArray(lanes, at + 4 * LANES);
        cCentred.intoArray(lanes, at + 5 * LANES);
        dSum.intoArray(lanes, at + 6 * LANES);
        dCentred.intoArray(lanes, at + 7 * LANES);
    }
}
