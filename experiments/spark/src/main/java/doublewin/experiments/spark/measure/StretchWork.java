package doublewin.experiments.spark.measure;

import doublewin.experiments.spark.cluster.Work;
import java.io.IOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates stretches. */
final class StretchWork extends Work<Stretch, StretchResult> {
    private static final long serialVersionUID = 1;

    private final Broadcast<Blueprint> blueprint;
    private final int threads;

    /**
     * The work.
     *
     * @param threads that compute
     */
    StretchWork(Broadcast<Blueprint> blueprint, int threads) {
        this.blueprint = blueprint;
        this.threads = threads;
    }

    @Override
    protected StretchResult result(Stretch stretch) throws IOException {
        long start = System.nanoTime();
        List<byte[]> planes = Workbench.evaluate(blueprint.value(), threads, stretch);
        return new StretchResult(stretch, planes, System.nanoTime() - start);
    }
}
