package doublewin.bench.ladder.mistake;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.lane.Lanes;
import java.util.List;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Three activations in turns, each a loop of its own, or one loop that calls whichever is given. A vector is an object that the compiler
 * takes apart wherever it sees its whole life. It does not see it where a method is called that it cannot inline, as it cannot where
 * three are possible.
 */
final class VectorAcrossCall implements Mistake.Pair {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = 1 << 12;
    private static final List<UnaryOperator<FloatVector>> ACTIVATIONS =
            List.of(VectorAcrossCall::rectified, VectorAcrossCall::leaky, VectorAcrossCall::absolute);

    private final float[] x = Noise.floats(LENGTH, 1);
    private final float[] y = new float[3 * LENGTH];

    @Override
    public void right() {
        for (int i = 0; i < LENGTH; i += SPECIES.length()) {
            rectified(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
        }
        for (int i = 0; i < LENGTH; i += SPECIES.length()) {
            leaky(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, LENGTH + i);
        }
        for (int i = 0; i < LENGTH; i += SPECIES.length()) {
            absolute(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, 2 * LENGTH + i);
        }
    }

    @Override
    public void wrong() {
        for (int n = 0; n < ACTIVATIONS.size(); n++) {
            apply(ACTIVATIONS.get(n), n * LENGTH);
        }
    }

    private void apply(UnaryOperator<FloatVector> activation, int y0) {
        for (int i = 0; i < LENGTH; i += SPECIES.length()) {
            activation.apply(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, y0 + i);
        }
    }

    private static FloatVector rectified(FloatVector x) {
        return x.blend(0, x.compare(VectorOperators.LT, 0));
    }

    private static FloatVector leaky(FloatVector x) {
        return x.blend(x.mul(0.1f), x.compare(VectorOperators.LT, 0));
    }

    private static FloatVector absolute(FloatVector x) {
        return x.blend(x.neg(), x.compare(VectorOperators.LT, 0));
    }

    @Override
    public float[] result() {
        return y;
    }
}
