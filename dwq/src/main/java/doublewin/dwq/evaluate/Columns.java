package doublewin.dwq.evaluate;

/** Who classifies the images of a table of outcomes. */
public enum Columns {
    /** The network at each precision. */
    PRECISIONS,
    /** The network at each precision and, in a column after the last, the mean of their probabilities. */
    PRECISIONS_AND_ENSEMBLE;

    /** How many columns there are beside those of the precisions. */
    int others() {
        return this == PRECISIONS ? 0 : 1;
    }
}
