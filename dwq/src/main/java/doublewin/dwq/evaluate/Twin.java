package doublewin.dwq.evaluate;

/**
 * A classifier without randomness that a defender's weights make beside the one that he draws precisions for: what that has to
 * be compared with. Columns of twins stand in this order.
 */
public enum Twin {
    /** The mean of the probabilities at all precisions that may be drawn. */
    ENSEMBLE,
    /** The network at full precision, where that is never drawn. */
    FULL_PRECISION
}
