package doublewin.experiments.statistics;

/** What images say of a claim, at 95 % confidence. */
public enum Verdict {
    /** It holds. */
    SUPPORTED,
    /** It does not hold. */
    REFUTED,
    /** The images are too few to tell. */
    UNDECIDED;

    /** Of the claim that a figure is more than zero. */
    static Verdict isPositive(Interval interval) {
        if (interval.low() > 0) {
            return SUPPORTED;
        }
        return interval.high() <= 0 ? REFUTED : UNDECIDED;
    }
}
