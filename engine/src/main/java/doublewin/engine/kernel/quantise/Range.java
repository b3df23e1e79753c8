package doublewin.engine.kernel.quantise;

/**
 * The smallest and the largest value of a tensor, both finite, with min at most max. A zero is always +0, so that the
 * order of the search leaves no trace.
 */
public record Range(float min, float max) {
    /** max - min in float, which the official code calls the range; infinite where it overflows. */
    public float width() {
        return max - min;
    }
}
