package doublewin.dwq.quant;

/** The normalisation of a quantised network. */
public enum NormKind {
    /** One batch norm for each precision of a set: enhanced DWQ. */
    SWITCHABLE,
    /** One batch norm for all precisions: vanilla DWQ. */
    ORDINARY
}
