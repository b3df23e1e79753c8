package doublewin.experiments.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What an executor does with a piece of work, where it runs the driver's program.
 *
 * @param <T> a piece
 * @param <R> what comes of it
 */
public abstract class Work<T extends Serializable, R extends Serializable>
        extends AbstractFunction1<Iterator<T>, Report<R>> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Program program = Program.HERE;

    /** Work for executors with the program of this process. */
    protected Work() {}

    @Override
    public final Report<R> apply(Iterator<T> pieces) {
        if (!Program.HERE.equals(program)) {
            return new Report.Refused<>("the executor on " + host() + " runs Double-Win " + Program.HERE
                    + ", the driver " + program
                    + "; leave the archives to the driver, which sends its own, or install the same ones");
        }
        try {
            return new Report.Done<>(result(pieces.next()));
        } catch (RefusedException e) {
            return new Report.Refused<>(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Does a piece.
     *
     * @throws RefusedException if this executor can't do it, nor any other one that is alike; the message is for the user
     * @throws IOException if it may be done by the next attempt
     */
    protected abstract R result(T piece) throws IOException;

    /** The executor's host, for messages. */
    protected static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }
}
