package doublewin.nn;

/** The mode of a forward pass, an argument like the precision. */
public enum Pass {
    /** Batch norm normalises with the batch's statistics, quantisers with its range; both update their running values. */
    TRAINING,
    /** Running statistics and ranges are used and left alone, so that an image's result depends on that image alone. */
    EVALUATION
}
