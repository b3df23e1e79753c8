package doublewin.engine.tensor;

/** A NaN or an infinity where the computation can't go on: in a range, a loss or an image. */
public final class NonFiniteException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    /** The message says what was computed and where the value was found. */
    public NonFiniteException(String message) {
        super(message);
    }
}
