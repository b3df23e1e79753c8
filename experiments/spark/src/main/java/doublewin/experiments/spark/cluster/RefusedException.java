package doublewin.experiments.spark.cluster;

import java.io.IOException;

/** Work that an executor can't do, however often it is asked; the message is for the user. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A message for the user. */
    public RefusedException(String message) {
        super(message);
    }
}
