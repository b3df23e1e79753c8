package doublewin.engine.tensor;

/** A NaN or an infinity where the computation can't go on: in a range, a loss or an image. */
public final class NonFiniteException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    /** The message says what was computed and where the value was found. */
    public NonFiniteException(String message) {
        super(message);
    }

    /** The same, told by who knows more about where it happened than the one who found it. */
    public NonFiniteException(String message, NonFiniteException cause) {
        super(message);
        initCause(cause);
    }
}
