package doublewin.experiments.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with a stretch. */
final class StretchWork extends AbstractFunction1<Iterator<Stretch>, Report> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Program program = Program.HERE;
    private final Broadcast<Blueprint> blueprint;
    private final int threads;

    /**
     * The work, for executors with the driver's program.
     *
     * @param threads that compute
     */
    StretchWork(Broadcast<Blueprint> blueprint, int threads) {
        this.blueprint = blueprint;
        this.threads = threads;
    }

    @Override
    public Report apply(Iterator<Stretch> stretches) {
        if (!Program.HERE.equals(program)) {
            return new Report.Refused("the executor on " + host() + " runs Double-Win " + Program.HERE + ", the driver "
                    + program + "; leave the archives to the driver, which sends its own, or install the same ones");
        }
        Stretch stretch = stretches.next();
        long start = System.nanoTime();
        try {
            List<byte[]> planes = Workbench.evaluate(blueprint.value(), threads, stretch);
            return new Report.Done(stretch, planes, System.nanoTime() - start);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }
}
