package doublewin.experiments.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Work that was given to executors, and what came back. Reports are taken by the thread that asks for them. */
final class Jobs implements AutoCloseable {
    private final JavaSparkContext context;
    private final StretchWork work;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final List<SimpleFutureAction<BoxedUnit>> jobs = new ArrayList<>();

    Jobs(JavaSparkContext context, StretchWork work) {
        this.context = context;
        this.work = work;
    }

    /** Gives out stretches, a task each, after those that were given out before. */
    void submit(List<Stretch> stretches) {
        Seq<Object> all = CollectionConverters.asScala(IntStream.range(0, stretches.size())
                        .mapToObj(Object.class::cast)
                        .toList())
                .toList();
        jobs.add(context.sc()
                .submitJob(
                        context.parallelize(stretches, stretches.size()).rdd(),
                        work,
                        all,
                        (number, report) -> {
                            reports.add(report);
                            return BoxedUnit.UNIT;
                        },
                        () -> BoxedUnit.UNIT));
    }

    /**
     * The next report.
     *
     * @return null where none comes within the time
     * @throws IOException if the cluster gave up; the message is for the user
     */
    Report next(long millis) throws IOException {
        try {
            Report report = reports.poll(millis, TimeUnit.MILLISECONDS);
            if (report == null) {
                requireAllGoOn();
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while executors were working", e);
        }
    }

    private void requireAllGoOn() throws IOException {
        for (SimpleFutureAction<BoxedUnit> job : jobs) {
            if (!context.sc().isStopped()
                    && job.isCompleted()
                    && job.value().get() instanceof Try<BoxedUnit> ended
                    && ended.isFailure()) {
                Throwable problem = ended.failed().get();
                throw new IOException("the cluster gave up: " + Cluster.told(problem), problem);
            }
        }
        if (context.sc().isStopped()) {
            throw new IllegalStateException("the cluster ended the connection");
        }
    }

    /** Ends what is still going on. */
    @Override
    public void close() {
        if (!context.sc().isStopped()) {
            jobs.stream().filter(job -> !job.isCompleted()).forEach(SimpleFutureAction::cancel);
        }
    }
}
