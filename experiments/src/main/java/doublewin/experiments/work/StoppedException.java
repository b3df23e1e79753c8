package doublewin.experiments.work;

/** Work that the user stopped before its end; what was done so far is saved, and the message says how to go on. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A message for the user. */
    public StoppedException(String message) {
        super(message);
    }
}
