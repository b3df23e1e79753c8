package doublewin.experiments.spark.study;

import doublewin.experiments.command.Host;
import doublewin.experiments.spark.cluster.Cluster;
import doublewin.experiments.spark.cluster.ClusterRequest;
import doublewin.experiments.spark.cluster.Executors;
import doublewin.experiments.spark.cluster.Jobs;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.terminal.Progress;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Has executors train and map the runs of a study, each by one of them at a time, and tells how far they are. */
final class Driving {
    private static final long LOOK_MILLIS = 200;

    /** Longest time without a table of states. */
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    /** A run that lost many an executor has come further with each. */
    private static final int ATTEMPTS = 1000;

    private final StudyFolder folder;
    private final List<StudyRun> runs;
    private final Host host;
    private final Progress progress;
    private final StateTable table;
    private final Map<String, RunEnd> ends = new HashMap<>();
    private long toldAt;

    Driving(StudyFolder folder, List<StudyRun> runs, Host host) {
        this.folder = folder;
        this.runs = runs;
        this.host = host;
        progress = new Progress(host.err(), host.display());
        table = new StateTable(folder, runs);
    }

    /**
     * Has the runs done that are not done yet.
     *
     * @param data where the data set is, for all machines
     * @param otherImages whether images that are not the published ones will do
     * @return how each run ended, by its name
     * @throws StoppedException when the user asked to stop; what is done is saved
     * @throws IOException if the cluster can't be used, or refuses; the message is for the user
     */
    Map<String, RunEnd> toTheEnd(ClusterRequest request, Path data, boolean otherImages) throws IOException {
        for (StudyRun run : runs) {
            StudyFolder.requireOwn(folder.folder(run), run.settings());
            if (folder.isDone(run)) {
                ends.put(run.name(), new RunEnd.Done(run.name()));
            }
        }
        List<RunOrder> orders = runs.stream()
                .filter(run -> !ends.containsKey(run.name()))
                .map(run -> RunOrder.of(run, folder, data, otherImages))
                .toList();
        if (!orders.isEmpty()) {
            String sign = folder.sign();
            try (JavaSparkContext context = Cluster.join(request, "double-win study", ATTEMPTS)) {
                Cluster.use(request, context, joined -> drive(request, joined, sign, orders));
            } finally {
                folder.unsign(sign);
            }
        }
        return ends;
    }

    private void drive(ClusterRequest request, JavaSparkContext context, String sign, List<RunOrder> orders)
            throws IOException {
        Executors executors = new Executors(context);
        progress.start("study", "runs", ends.size(), runs.size());
        try (Jobs<RunOrder, RunEnd> jobs =
                new Jobs<>(context, new RunWork(sign, request.threads(), request.heapOption()))) {
            jobs.submit(orders);
            while (ends.size() < runs.size()) {
                List<String> news = executors.news();
                news.forEach(progress::note);
                Optional<RunEnd> end = jobs.next(LOOK_MILLIS);
                end.ifPresent(this::enter);
                if (end.isPresent() || !news.isEmpty() || System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
                    tell();
                }
                if (host.stop().getAsBoolean()) {
                    jobs.cancel();
                    throw stopped();
                }
            }
        } finally {
            progress.end();
        }
    }

    private void enter(RunEnd end) {
        ends.put(end.run(), end);
        progress.update(ends.size(), "");
        if (end instanceof RunEnd.Failed failed) {
            progress.note(failed.run() + " failed: " + failed.problem());
        }
    }

    private void tell() {
        table.text(ends).lines().forEach(progress::note);
        toldAt = System.nanoTime();
    }

    /** Executors notice at their next step, and save; they end with this process, so it waits, unless the user asks again. */
    private StoppedException stopped() {
        // It goes on looking for requests, so that nobody thinks it hangs.
        while (host.stop().getAsBoolean() && runs.stream().anyMatch(run -> RunLock.isTaken(folder.folder(run)))) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new StoppedException("stopped after " + ends.size() + " of " + runs.size()
                + " runs; what the others have done is saved, the same command goes on from there");
    }
}
