package doublewin.bench.ladder.mistake;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 64 rows, of which a few columns are read again and again: 4 KiB in all. If the rows lie 16 KiB apart, all these lines compete for the
 * same set of the first-level cache, which has room for 8 or 12; one cache line more between rows, and each has a set of its own.
 */
final class PowerOfTwoStride implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int ROWS = 64;
    private static final int POWER = 1 << 12;
    private static final int ODD = POWER + Shape.LANES;
    private static final int TIMES = 64;

    private final Tensor x = Noise.fill(new Arena().allocate(Shape.of(ROWS * ODD)), 1);
    private final Tensor packed = new Arena().allocate(Shape.of(ROWS * ODD));
    private final float[] y = new float[Shape.LANES];

    PowerOfTwoStride() {
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < Shape.LANES; i++) {
                packed.set(row * POWER + i, x.get(row * ODD + i));
            }
        }
    }

    @Override
    public void right() {
        run(x, ODD);
    }

    @Override
    public void wrong() {
        run(packed, POWER);
    }

    /** Four independent sums, so that loads are what counts, and not the latency of an addition. */
    private void run(Tensor from, int stride) {
        float[] x = from.array();
        for (int lane = 0; lane < Shape.LANES; lane += SPECIES.length()) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = FloatVector.zero(SPECIES);
            FloatVector c = FloatVector.zero(SPECIES);
            FloatVector d = FloatVector.zero(SPECIES);
            for (int n = 0; n < TIMES; n++) {
                int at = from.offset() + lane;
                for (int row = 0; row < ROWS; row += 4) {
                    a = a.add(FloatVector.fromArray(SPECIES, x, at));
                    b = b.add(FloatVector.fromArray(SPECIES, x, at + stride));
                    c = c.add(FloatVector.fromArray(SPECIES, x, at + 2 * stride));
                    d = d.add(FloatVector.fromArray(SPECIES, x, at + 3 * stride));
                    at += 4 * stride;
                }
            }
            a.add(b).add(c.add(d)).intoArray(y, lane);
        }
    }

    @Override
    public float[] result() {
        return y;
    }
}
