package doublewin.experiments.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/**
 * Work that was given to executors, and what came back. Reports are taken by the thread that asks for them.
 *
 * @param <T> a piece of work, a task
 * @param <R> what comes of it
 */
public final class Jobs<T extends Serializable, R extends Serializable> implements AutoCloseable {
    private final JavaSparkContext context;
    private final Work<T, R> work;
    private final BlockingQueue<Report<R>> reports = new LinkedBlockingQueue<>();
    private final List<SimpleFutureAction<BoxedUnit>> jobs = new ArrayList<>();

    /** Nothing yet, to be done by such work. */
    public Jobs(JavaSparkContext context, Work<T, R> work) {
        this.context = context;
        this.work = work;
    }

    /** Gives out pieces, a task each, after those that were given out before. */
    public void submit(List<T> pieces) {
        Seq<Object> all = CollectionConverters.asScala(IntStream.range(0, pieces.size())
                        .mapToObj(Object.class::cast)
                        .toList())
                .toList();
        jobs.add(context.sc()
                .submitJob(
                        context.parallelize(pieces, pieces.size()).rdd(),
                        work,
                        all,
                        (number, report) -> {
                            reports.add(report);
                            return BoxedUnit.UNIT;
                        },
                        () -> BoxedUnit.UNIT));
    }

    /**
     * The next result.
     *
     * @return nothing where none comes within the time
     * @throws RefusedException if an executor refuses its piece
     * @throws IOException if the cluster gave up; the message is for the user
     */
    public Optional<R> next(long millis) throws IOException {
        try {
            Report<R> report = reports.poll(millis, TimeUnit.MILLISECONDS);
            return switch (report) {
                case null -> {
                    requireAllGoOn();
                    yield Optional.empty();
                }
                case Report.Done<R> done -> Optional.of(done.result());
                case Report.Refused<R> refused -> throw new RefusedException(refused.reason());
            };
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

    /** Ends what is still going on: executors are told, and may take their time. */
    public void cancel() {
        if (!context.sc().isStopped()) {
            jobs.stream().filter(job -> !job.isCompleted()).forEach(SimpleFutureAction::cancel);
        }
    }

    @Override
    public void close() {
        cancel();
    }
}
