package doublewin.engine.kernel.lane;

import doublewin.engine.tensor.Shape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector width, rounding and clamping of every kernel, in one place.
 *
 * <p>A lane group of the format holds 16 images whatever the machine; a kernel takes it in {@code 16 / WIDTH} vectors.
 * Nothing here depends on that width: each helper has a scalar twin with the same bits. Multiply-adds are fused where a
 * kernel says {@code fma} and nowhere else; there is no other contraction in Java.
 *
 * <p>This is the only float species of the whole program. As soon as vectors of a second one have run through the same
 * library methods, the compiler can't tell any more which of the two it meets, and whatever it compiles from then on
 * makes an object of every vector: an eighth of the speed.
 */
public final class Lanes {
    /** The machine's preferred vectors, at most one lane group (512 bit) wide. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > Shape.LANES
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;

    /** Floats a vector: 16, 8 or 4 (2 on machines with nothing better). */
    public static final int WIDTH = SPECIES.length();

    /** Adding 1.5 * 2^23 leaves no room for a fraction: the sum is rounded to nearest, ties to even. */
    private static final float MAGIC = 12582912f;

    private Lanes() {}

    /** Nearest integer, ties to even; for |x| below 2^22. */
    public static float roundHalfEven(float x) {
        return (x + MAGIC) - MAGIC;
    }

    /** {@link #roundHalfEven(float)} lane by lane. */
    public static FloatVector roundHalfEven(FloatVector x) {
        return x.add(MAGIC).sub(MAGIC);
    }

    /** The nearest value in [low, high]; a NaN stays a NaN. Vector min and max are slow: they order NaN and -0. */
    public static float clamp(float x, float low, float high) {
        float atLeast = x < low ? low : x;
        return atLeast > high ? high : atLeast;
    }

    /** {@link #clamp(float, float, float)} lane by lane. */
    public static FloatVector clamp(FloatVector x, FloatVector low, FloatVector high) {
        FloatVector atLeast = x.blend(low, x.compare(VectorOperators.LT, low));
        return atLeast.blend(high, atLeast.compare(VectorOperators.GT, high));
    }

    /**
     * Sum of the first {@code valid} lanes of the lane group at {@code offset}, in double, as a fixed binary tree over
     * 16 lanes: ((0+1)+(2+3)) + ... ; the lanes left out count as zero.
     */
    public static double sum(float[] values, int offset, int valid) {
        if (valid == Shape.LANES) {
            return (four(values, offset) + four(values, offset + 4))
                    + (four(values, offset + 8) + four(values, offset + 12));
        }
        return sum(values, offset, valid, 0, Shape.LANES);
    }

    private static double four(float[] values, int at) {
        return ((double) values[at] + values[at + 1]) + ((double) values[at + 2] + values[at + 3]);
    }

    private static double sum(float[] values, int offset, int valid, int first, int count) {
        if (first >= valid) {
            return 0;
        }
        if (count == 1) {
            return values[offset + first];
        }
        int half = count / 2;
        return sum(values, offset, valid, first, half) + sum(values, offset, valid, first + half, half);
    }
}
