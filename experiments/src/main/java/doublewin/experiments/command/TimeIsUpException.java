package doublewin.experiments.command;

/** The end of a command that worked as long as it was allowed to: what it did is saved, and the message says how to go on. */
final class TimeIsUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimeIsUpException(String message, Throwable cause) {
        super(message, cause);
    }
}
