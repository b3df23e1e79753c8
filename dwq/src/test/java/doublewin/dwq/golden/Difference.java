package doublewin.dwq.golden;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two arrays are from each other. */
public final class Difference {
    private Difference() {}

    /** Largest absolute difference; infinite where a value is not a number. */
    public static double largest(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs((double) found[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }

    /** {@link #largest} relative to the largest expected magnitude; 0 / 0 is 0. */
    public static double relative(float[] found, float[] expected) {
        double difference = largest(found, expected);
        return difference == 0 ? 0 : difference / magnitude(expected);
    }

    public static double magnitude(float[] values) {
        double magnitude = 0;
        for (float value : values) {
            magnitude = Math.max(magnitude, Math.abs(value));
        }
        return magnitude;
    }

    /** Fraction of values with the same sign, 0 being one of its own. */
    public static double sameSigns(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        int same = 0;
        for (int i = 0; i < found.length; i++) {
            if (Math.signum(found[i]) == Math.signum(expected[i])) {
                same++;
            }
        }
        return (double) same / found.length;
    }

    /** Fraction of equal values. */
    public static double same(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        int same = 0;
        for (int i = 0; i < found.length; i++) {
            if (found[i] == expected[i]) {
                same++;
            }
        }
        return (double) same / found.length;
    }

    /** Cosine of the angle between the two as vectors; two zero vectors agree. */
    public static double cosine(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double dot = 0;
        double foundSquare = 0;
        double expectedSquare = 0;
        for (int i = 0; i < found.length; i++) {
            dot += (double) found[i] * expected[i];
            foundSquare += (double) found[i] * found[i];
            expectedSquare += (double) expected[i] * expected[i];
        }
        return foundSquare == 0 && expectedSquare == 0 ? 1 : dot / Math.sqrt(foundSquare * expectedSquare);
    }
}
