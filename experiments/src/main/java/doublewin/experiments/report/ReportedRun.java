package doublewin.experiments.report;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.RandomPrecisionInference;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A run that is told of: what it is, how it was trained and what was found.
 *
 * @param name the folder's
 * @param settings of the run
 * @param origin what its outcomes stand on
 * @param outcomes complete
 * @param history of its training
 * @param findings what was found beside these outcomes
 * @param provenance the commands that worked on it, oldest first
 */
record ReportedRun(
        String name,
        Settings settings,
        Origin origin,
        Outcomes outcomes,
        TrainingHistory history,
        Findings findings,
        List<JsonNode> provenance) {
    /** The only attack of the table; of tables of several, the one that the map is of. */
    static final int ATTACK = 0;

    /**
     * Reads a run.
     *
     * @throws IOException if it lacks outcomes, or has some that are not complete or not of its weights; the message is for
     *     the user
     */
    static ReportedRun read(RunFolder run) throws IOException {
        Settings settings = run.settings();
        OutcomesFile.Stored stored = OutcomesFile.readMap(run, Part.OUTCOMES);
        Outcomes outcomes = stored.outcomes();
        if (!outcomes.isComplete()) {
            throw new IOException(run.path() + ": only " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes are there; \"doublewin heatmap\" measures the rest");
        }
        String weights = TrainedNetwork.load(run, settings).weights();
        if (!weights.equals(stored.origin().weights())) {
            throw new IOException(run.path() + ": its outcomes are of the weights "
                    + stored.origin().weights() + ", and it has " + weights
                    + "; \"doublewin heatmap\" measures these");
        }
        return new ReportedRun(
                Objects.requireNonNullElse(
                                run.path().toAbsolutePath().normalize().getFileName(), run.path())
                        .toString(),
                settings,
                stored.origin(),
                outcomes,
                TrainingHistory.read(run, settings.training().epochs()),
                Findings.read(run, weights),
                Provenance.commands(run));
    }

    /** The same run, told of by the outcomes of another table, whose first attack is at each precision. */
    ReportedRun with(OutcomesFile.Stored table) {
        Origin found = table.origin();
        Origin ofAttack = new Origin(
                found.weights(),
                found.images(),
                found.numerics(),
                found.seed(),
                table.outcomes().attacks().get(ATTACK),
                found.parameters());
        return new ReportedRun(name, settings, ofAttack, table.outcomes(), history, findings, provenance);
    }

    /** Network and training in words, such as {@code WRN-34-2, RPT 4..16 with SBN}. */
    String title() {
        return ResultNames.of(settings);
    }

    /** What was measured in words, such as {@code CIFAR-10, 10000 images, PGD-20, ...}. */
    String subtitle() {
        return settings.data().spec().title() + ", " + outcomes.images() + " images, " + origin.attack();
    }

    /** How much one series of draws of random precision inference differs from another, as a standard deviation. */
    double inferenceSpread() {
        return new RandomPrecisionInference(outcomes.precisions(), RandomPrecisionInference.BATCH_SIZE, settings.seed())
                .spread(outcomes, ATTACK);
    }

    TransferMatrix matrix() {
        return TransferMatrix.of(outcomes, ATTACK);
    }

    /**
     * Fails unless another run was measured as this one: only then are their outcomes of the same images.
     *
     * @throws IOException that says what differs; the message is for the user
     */
    void requireComparable(ReportedRun other) throws IOException {
        requireEqual("precisions", outcomes.precisions(), other, other.outcomes.precisions());
        requireEqual("number of images", outcomes.images(), other, other.outcomes.images());
        requireEqual("test images' SHA-256", origin.images(), other, other.origin.images());
        requireEqual("attack", origin.attack(), other, other.origin.attack());
        requireEqual("attack's parameters", origin.parameters(), other, other.origin.parameters());
    }

    private void requireEqual(String what, Object own, ReportedRun other, Object others) throws IOException {
        if (!own.equals(others)) {
            throw new IOException("cannot compare " + name + " with " + other.name + ": the " + what
                    + " of the first is " + own + ", that of the second " + others + "; measure both alike");
        }
    }
}
