package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.parallel.WorkerPool;
import java.io.IOException;
import java.util.List;

/**
 * The network and the threads of an executor. They stay from one task to the next, since to prepare a network takes longer
 * than many a task; and one task at a time uses them.
 */
final class Workbench {
    private static Workbench current;

    private final String blueprint;
    private final WorkerPool pool;
    private final OutcomeEvaluation evaluation;

    private Workbench(Blueprint blueprint, int threads) throws IOException {
        this.blueprint = blueprint.id();
        pool = new WorkerPool(threads);
        evaluation = blueprint.evaluation(pool);
    }

    /**
     * Evaluates a stretch.
     *
     * @param threads that compute
     * @return the bits of its candidate, as {@link doublewin.dwq.evaluate.CandidateOutcomes#planes} orders them
     */
    static synchronized List<byte[]> evaluate(Blueprint blueprint, int threads, Stretch stretch) throws IOException {
        if (current == null || !current.blueprint.equals(blueprint.id()) || current.pool.workers() != threads) {
            if (current != null) {
                current.pool.close();
                current = null;
            }
            current = new Workbench(blueprint, threads);
        }
        Outcomes outcomes = current.evaluation.emptyTable();
        current.evaluation.complete(stretch.candidate(), stretch.first(), stretch.end(), outcomes, done -> {});
        return outcomes.of(stretch.candidate()).planes().stream()
                .map(BitPlane::toBytes)
                .toList();
    }
}
