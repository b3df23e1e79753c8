package doublewin.experiments.spark.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Who computes, and what the user should know of them. Spark tells it by a thread of its own. */
public final class Executors {
    private static final long PATIENCE_NANOS = 15_000_000_000L;

    /** So many that end one after the other, none of which came as far as to join, are no accident; Spark would go on. */
    private static final int STILLBORN = 5;

    private final JavaSparkContext context;
    private final ConcurrentLinkedQueue<String> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger stillborn = new AtomicInteger();
    private final long since = System.nanoTime();
    private boolean told;

    /** Those that work for a driver. */
    public Executors(JavaSparkContext context) {
        this.context = context;
        context.sc().addSparkListener(new SparkListener() {
            private final Set<String> joined = new HashSet<>();
            private final Set<String> ended = new HashSet<>();

            @Override
            public void onExecutorAdded(SparkListenerExecutorAdded added) {
                joined.add(added.executorId());
                stillborn.set(0);
                news.add("executor " + added.executorId() + " on "
                        + added.executorInfo().executorHost() + " joins");
            }

            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                if (!ended.add(removed.executorId())) {
                    return; // Spark may tell it twice.
                }
                if (joined.contains(removed.executorId())) {
                    news.add("executor " + removed.executorId() + " is lost; others do its work again");
                } else {
                    stillborn.incrementAndGet();
                    news.add("executor " + removed.executorId() + " ended before it could do anything");
                }
            }
        });
    }

    /** How many work, at least one. */
    public int count() {
        return Math.max(1, others());
    }

    /** Those beside the driver, which Spark counts, too. */
    private int others() {
        return context.statusTracker().getExecutorInfos().length - 1;
    }

    /**
     * What happened since this was asked last, a line each.
     *
     * @throws IOException if executors end as soon as they start; the message is for the user
     */
    public List<String> news() throws IOException {
        if (stillborn.get() >= STILLBORN && others() == 0) {
            throw new IOException(
                    STILLBORN + " executors ended before they could do anything; the file stderr of each in its"
                            + " worker's folder (--folder) tells why");
        }
        List<String> found = new ArrayList<>();
        for (String one = news.poll(); one != null; one = news.poll()) {
            found.add(one);
        }
        if (!context.isLocal() && !told && System.nanoTime() - since > PATIENCE_NANOS) {
            told = true;
            if (others() == 0) {
                found.add(
                        "no executor yet: no worker has as many processors and as much memory free as are asked for, or"
                                + " none can reach this machine; waiting for one");
            }
        }
        return found;
    }
}
