package doublewin.engine.kernel.quantise;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Slices;
import doublewin.engine.parallel.DoublesLease;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Smallest and largest value of a tensor.
 *
 * <p>Unlike its reference it compares the floats' bits as integers, after flipping all but the sign of the negative
 * ones: in that order -NaN &lt; -infinity &lt; numbers &lt; +infinity &lt; +NaN, so that whatever is not finite comes
 * out as an extreme and costs no check of its own.
 */
public final class RangeFinder {
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());
    private static final int LOWEST = 0;
    private static final int HIGHEST = 1;

    private RangeFinder() {}

    /**
     * Range of all elements; of a batch in lane format, of its images' elements.
     *
     * @throws doublewin.engine.tensor.NonFiniteException naming the first NaN or infinity and its place
     */
    public static Range perTensor(WorkerPool pool, Tensor x) {
        int elements = x.elements();
        int slices = Slices.count(elements);
        int full = inFullLaneGroups(x.shape());
        int valid = elements == full
                ? Shape.LANES
                : x.shape().imagesInBlock(x.shape().blocks() - 1);
        double lowest;
        double highest;
        try (DoublesLease lease = pool.leaseDoubles(2 * slices)) {
            double[] extremes = lease.values();
            pool.run(slices, (slice, scratch) -> {
                int from = slice * Slices.LENGTH;
                int to = Slices.end(from, elements);
                int masked = Math.clamp(full, from, to);
                long ofFull = extremes(x.array(), x.offset() + from, x.offset() + masked);
                long ofMasked = maskedExtremes(x.array(), x.offset() + masked, x.offset() + to, valid);
                extremes[2 * slice + LOWEST] = Math.min(lowest(ofFull), lowest(ofMasked));
                extremes[2 * slice + HIGHEST] = Math.max(highest(ofFull), highest(ofMasked));
            });
            lowest = extremes[LOWEST];
            highest = extremes[HIGHEST];
            for (int slice = 1; slice < slices; slice++) {
                lowest = Math.min(lowest, extremes[2 * slice + LOWEST]);
                highest = Math.max(highest, extremes[2 * slice + HIGHEST]);
            }
        }
        Range range = range((int) lowest, (int) highest);
        // The slow search of the reference says where the culprit is.
        return isFinite(range) ? range : ReferenceRangeFinder.perTensor(x);
    }

    /** Range of elements {@code from} to {@code to - 1} of a plain tensor, by the calling thread alone. */
    static Range ofElements(String operation, Tensor x, int from, int to) {
        long extremes = extremes(x.array(), x.offset() + from, x.offset() + to);
        Range range = range(lowest(extremes), highest(extremes));
        return isFinite(range) ? range : ReferenceRangeFinder.ofElements(operation, x, from, to);
    }

    /** How many elements come before a partly used last block. */
    private static int inFullLaneGroups(Shape shape) {
        if (!shape.isLanes() || shape.images() % Shape.LANES == 0) {
            return shape.elements();
        }
        return shape.elements() / shape.blocks() * (shape.blocks() - 1);
    }

    private static long extremes(float[] x, int from, int to) {
        IntVector low = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        IntVector high = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        int end = from + Lanes.SPECIES.loopBound(to - from);
        for (int i = from; i < end; i += Lanes.WIDTH) {
            IntVector ordered = ordered(x, i);
            low = low.min(ordered);
            high = high.max(ordered);
        }
        int lowest = low.reduceLanes(VectorOperators.MIN);
        int highest = high.reduceLanes(VectorOperators.MAX);
        for (int i = end; i < to; i++) {
            int ordered = ordered(Float.floatToRawIntBits(x[i]));
            lowest = Math.min(lowest, ordered);
            highest = Math.max(highest, ordered);
        }
        return pair(lowest, highest);
    }

    /** Of the first {@code valid} lanes of every lane group; {@code from} is the start of one. */
    private static long maskedExtremes(float[] x, int from, int to, int valid) {
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (int part = 0; part < Shape.LANES; part += Lanes.WIDTH) {
            VectorMask<Integer> used = INTS.indexInRange(part, valid);
            IntVector low = IntVector.broadcast(INTS, Integer.MAX_VALUE);
            IntVector high = IntVector.broadcast(INTS, Integer.MIN_VALUE);
            for (int i = from + part; i < to; i += Shape.LANES) {
                IntVector ordered = ordered(x, i);
                low = low.blend(low.min(ordered), used);
                high = high.blend(high.max(ordered), used);
            }
            lowest = Math.min(lowest, low.reduceLanes(VectorOperators.MIN));
            highest = Math.max(highest, high.reduceLanes(VectorOperators.MAX));
        }
        return pair(lowest, highest);
    }

    private static IntVector ordered(float[] x, int index) {
        IntVector bits = FloatVector.fromArray(Lanes.SPECIES, x, index).reinterpretAsInts();
        return bits.lanewise(VectorOperators.ASHR, 31).and(Integer.MAX_VALUE).lanewise(VectorOperators.XOR, bits);
    }

    /** Its own inverse. */
    private static int ordered(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    private static long pair(int lowest, int highest) {
        return ((long) lowest << 32) | (highest & 0xffffffffL);
    }

    private static int lowest(long pair) {
        return (int) (pair >> 32);
    }

    private static int highest(long pair) {
        return (int) pair;
    }

    /** From ordered integers back to floats, with -0 as +0. */
    private static Range range(int lowest, int highest) {
        return new Range(Float.intBitsToFloat(ordered(lowest)) + 0f, Float.intBitsToFloat(ordered(highest)) + 0f);
    }

    private static boolean isFinite(Range range) {
        return Float.isFinite(range.min()) && Float.isFinite(range.max());
    }
}
