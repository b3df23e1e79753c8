package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.evaluate.Backend;
import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.spark.cluster.Cluster;
import doublewin.experiments.spark.cluster.ClusterRequest;
import doublewin.experiments.spark.cluster.Executors;
import doublewin.experiments.spark.cluster.Jobs;
import doublewin.experiments.work.Workshop;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Has the executors of a cluster compute outcomes. The first block of each candidate tells how fast an executor is with it; the
 * rest is cut accordingly. What arrives is entered by the driver alone, in any order.
 */
public final class SparkBackend implements Backend, AutoCloseable {
    private static final int ATTEMPTS = 8;

    private final Supplier<ClusterRequest> request;
    private JavaSparkContext context;
    private Executors executors;

    /**
     * A cluster that is joined when there is work.
     *
     * @param request is asked for then, after the command line was read
     */
    public SparkBackend(Supplier<ClusterRequest> request) {
        this.request = request;
    }

    @Override
    public void complete(
            CandidateSet candidates,
            TrainedNetwork trained,
            ImageSource images,
            Outcomes outcomes,
            Workshop workshop,
            Consumer<String> entered)
            throws IOException {
        ClusterRequest asked = request.get();
        if (context == null) {
            context = Cluster.join(asked, "double-win " + candidates.part().fileName(), ATTEMPTS);
            executors = new Executors(context);
        }
        Cluster.use(asked, context, joined -> {
            Broadcast<Blueprint> blueprint = joined.broadcast(Blueprint.of(candidates, trained, images));
            try (Jobs<Stretch, StretchResult> jobs = new Jobs<>(joined, new StretchWork(blueprint, asked.threads()))) {
                new Driving(outcomes, executors, jobs, workshop, entered).toTheEnd();
            } finally {
                destroy(blueprint);
            }
        });
    }

    private void destroy(Broadcast<Blueprint> blueprint) {
        if (!context.sc().isStopped()) {
            blueprint.destroy();
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }

    /** One table's way to its completion. */
    private static final class Driving {
        private static final long LOOK_MILLIS = 200;

        private final Outcomes outcomes;
        private final Executors executors;
        private final Jobs<Stretch, StretchResult> jobs;
        private final Workshop workshop;
        private final Consumer<String> entered;
        private final boolean[] measured;
        private final Outcomes arrived;

        Driving(
                Outcomes outcomes,
                Executors executors,
                Jobs<Stretch, StretchResult> jobs,
                Workshop workshop,
                Consumer<String> entered) {
            this.outcomes = outcomes;
            this.executors = executors;
            this.jobs = jobs;
            this.workshop = workshop;
            this.entered = entered;
            measured = new boolean[outcomes.candidates().size()];
            arrived = new Outcomes(outcomes.columns(), outcomes.attacked(), outcomes.images());
        }

        void toTheEnd() throws IOException {
            for (int candidate = 0; candidate < measured.length; candidate++) {
                submit(Stretches.probe(Stretches.missing(outcomes, candidate)));
            }
            while (!outcomes.isComplete()) {
                executors.news().forEach(workshop.progress()::note);
                Optional<StretchResult> next = jobs.next(LOOK_MILLIS);
                if (next.isPresent()) {
                    enter(next.get());
                } else if (workshop.stop().getAsBoolean()) {
                    entered.accept("");
                }
            }
        }

        private void enter(StretchResult done) {
            Stretch stretch = done.stretch();
            int candidate = stretch.candidate();
            CandidateOutcomes here = arrived.of(candidate);
            List<BitPlane> planes = here.planes();
            for (int plane = 0; plane < planes.size(); plane++) {
                planes.get(plane).copyFrom(done.planes().get(plane));
            }
            outcomes.of(candidate).enter(here, stretch.first(), stretch.end());
            entered.accept(outcomes.title(candidate));
            if (!measured[candidate]) {
                measured[candidate] = true;
                submit(Stretches.rest(Stretches.missing(outcomes, candidate), done.rate(), executors.count()));
            }
        }

        private void submit(List<Stretch> tasks) {
            if (!tasks.isEmpty()) {
                jobs.submit(tasks);
            }
        }
    }
}
