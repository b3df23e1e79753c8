package doublewin.nn;

/** The mode of a forward pass, an argument like the precision. */
public enum Pass {
    /** Batch norm uses the batch's statistics, quantisers its range, and both update their running values. */
    TRAINING,
    /** Running statistics and ranges are used and left alone, so that an image's result depends on that image alone. */
    EVALUATION,
    /**
     * As in evaluation, but nothing is quantised: the precision decides which batch norm is used, and nothing else. An
     * attacker may differentiate such a pass in place of one that is quantised.
     */
    UNQUANTISED
}
