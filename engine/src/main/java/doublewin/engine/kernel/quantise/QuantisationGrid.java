package doublewin.engine.kernel.quantise;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.NonFiniteException;

/**
 * An asymmetric unsigned quantiser: the values {@code offset + code * scale} for codes 0 .. 2^bits - 1.
 *
 * <p>The order of operations is the official code's, every one of them rounded to float, none of them fused:
 *
 * <pre>
 *   code(x)         = round half even(clamp((x + (0 * scale - offset)) / scale, 0, 2^bits - 1))
 *   fakeQuantise(x) = code(x) * scale + (offset - 0 * scale)
 * </pre>
 *
 * @param scale distance of neighbouring values, at least 1e-8
 * @param offset the float value of code 0
 * @param bits 2 to 16
 */
public record QuantisationGrid(float scale, float offset, int bits) {
    private static final float SMALLEST_SCALE = 1e-8f;

    /** Checks bits, that the scale is positive and that both floats are finite. */
    public QuantisationGrid {
        if (bits < 2 || bits > 16) {
            throw new IllegalArgumentException("quantisation grid: expected 2 to 16 bits, found " + bits);
        }
        if (!Float.isFinite(scale) || !Float.isFinite(offset)) {
            throw new NonFiniteException("quantisation grid: expected a finite scale and offset, found scale " + scale
                    + " and offset " + offset);
        }
        if (scale <= 0) {
            throw new IllegalArgumentException("quantisation grid: expected a scale above 0, found " + scale);
        }
    }

    /** The grid whose lowest value is {@code offset} and whose highest is {@code offset + range}; range at least 0. */
    public static QuantisationGrid of(float offset, float range, int bits) {
        if (range < 0) {
            throw new IllegalArgumentException("quantisation grid: expected a range of at least 0, found " + range);
        }
        float step = range / ((1 << bits) - 1);
        return new QuantisationGrid(step < SMALLEST_SCALE ? SMALLEST_SCALE : step, offset, bits);
    }

    /** The grid over a range just found. */
    public static QuantisationGrid of(Range range, int bits) {
        return of(range.min(), range.width(), bits);
    }

    /** 2^bits - 1. */
    public float highestCode() {
        return (1 << bits) - 1;
    }

    /** What is added before the division. */
    public float shift() {
        return 0f * scale - offset;
    }

    /** What is added after the multiplication. */
    public float base() {
        return offset - 0f * scale;
    }

    /** The code of a value, as a float; NaN for NaN. */
    public float code(float x) {
        return Lanes.roundHalfEven(Lanes.clamp((x + shift()) / scale, 0f, highestCode()));
    }

    /** Whether a value is rounded only: not clamped, and no NaN. */
    public boolean holds(float x) {
        float position = (x + shift()) / scale;
        return position >= 0 && position <= highestCode();
    }

    /** The grid's value for x; NaN for NaN. */
    public float fakeQuantise(float x) {
        return code(x) * scale + base();
    }
}
