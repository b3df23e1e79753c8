package doublewin.bench.ladder.mistake;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A scalar product: four vectors of partial sums, whose lanes are added once at the end; or each vector's lanes added as it comes. Adding
 * lanes takes some four shuffles and additions that wait for each other. (It also gives other bits, and the library does not promise
 * which; so these two are compared to within rounding.)
 */
final class ReductionInLoop implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = 1 << 12;

    private final float[] x = Noise.floats(LENGTH, 1);
    private final float[] w = Noise.floats(LENGTH, 2);
    private final float[] y = new float[1];

    @Override
    public void right() {
        int width = SPECIES.length();
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = FloatVector.zero(SPECIES);
        FloatVector c = FloatVector.zero(SPECIES);
        FloatVector d = FloatVector.zero(SPECIES);
        for (int i = 0; i < LENGTH; i += 4 * width) {
            a = at(x, i).fma(at(w, i), a);
            b = at(x, i + width).fma(at(w, i + width), b);
            c = at(x, i + 2 * width).fma(at(w, i + 2 * width), c);
            d = at(x, i + 3 * width).fma(at(w, i + 3 * width), d);
        }
        float[] lanes = new float[Shape.LANES];
        a.add(b).add(c.add(d)).intoArray(lanes, 0);
        y[0] = (float) Lanes.sum(lanes, 0, Shape.LANES);
    }

    @Override
    public void wrong() {
        float sum = 0;
        for (int i = 0; i < LENGTH; i += SPECIES.length()) {
            sum += at(x, i).mul(at(w, i)).reduceLanes(VectorOperators.ADD);
        }
        y[0] = sum;
    }

    private static FloatVector at(float[] values, int index) {
        return FloatVector.fromArray(SPECIES, values, index);
    }

    @Override
    public float[] result() {
        return y;
    }
}
