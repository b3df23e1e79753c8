package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.train.TrainingPosition;
import doublewin.dwq.train.TrainingStep;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.nn.Linear;
import doublewin.nn.Module;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All that a training and measurements write, in their order, without the computing; and what must be found of it later. */
final class SmallRun {
    /** Saves of checkpoints. */
    private static final int CHECKPOINTS = 3;

    /** Steps before each, whose lines are forced together. */
    private static final int STEPS = 3;

    private static final Settings SETTINGS =
            Recipes.resolve("demo", Map.of("trainPrecisions", "4,8", "evaluationPrecisions", "4,8"), 5);
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final Origin ONE = origin("PGD-20");
    private static final Origin OTHER = origin("PGD-10");

    /** What is measured then, an image a save: where the origin changes, one table is moved aside for the other. */
    private static final List<Origin> MEASURED = List.of(ONE, ONE, OTHER, OTHER, ONE);

    /** Saves of checkpoints, then of outcomes. */
    static final int SAVES = CHECKPOINTS + MEASURED.size();

    private final RunFolder run;

    SmallRun(RunFolder run) {
        this.run = run;
    }

    /** Writes all of it, and calls back after each save. */
    void write(Runnable saved) throws IOException {
        run.create(SETTINGS);
        try (Metrics metrics = Metrics.open(run, state(0), 0)) {
            for (int save = 1; save <= CHECKPOINTS; save++) {
                for (int step = (save - 1) * STEPS; step < save * STEPS; step++) {
                    metrics.add(new TrainingStep(0, step, new Precision(4), 0.1f, step, 3, 8, 0));
                }
                metrics.force();
                Checkpoint.save(run, SETTINGS, network(save), Map.of(), state(save * STEPS));
                saved.run();
            }
        }
        for (Origin origin : MEASURED) {
            OutcomesFile table = outcomes(origin);
            int image = (int) table.outcomes().doneCount();
            table.outcomes().of(1).enter(image, new boolean[2][1], new GradientFindings());
            table.save();
            saved.run();
        }
    }

    private static Origin origin(String attack) {
        return new Origin("w", "i", "direct", 1, attack, new TreeMap<>());
    }

    private OutcomesFile outcomes(Origin origin) throws IOException {
        Candidate candidate = new Candidate("PGD", Candidate.Aim.PRECISION, PrecisionSet.parse("4"));
        return OutcomesFile.open(
                run, Part.OUTCOMES, origin, new Outcomes(Columns.of(SET), List.of(candidate), MEASURED.size()));
    }

    private static TrainingState state(int steps) {
        return new TrainingState(new TrainingPosition(0, steps), 0, 0);
    }

    /** As little of one as makes a file; each save's is another. */
    private static Module network(int save) {
        Linear classifier = new Linear(3, 2);
        StateDict.of(classifier).tensors().values().forEach(tensor -> tensor.fill(save));
        return classifier;
    }

    /**
     * What was saved so many times is there, to be gone on with, and the checkpoint before it, too; what was being saved may
     * be there, too.
     */
    void requireSaves(int saves) throws IOException {
        if (!run.has(Part.CONFIGURATION)) {
            assertThat(saves).isZero();
            return;
        }
        assertThat(run.settings()).isEqualTo(SETTINGS);
        try (RunLock _ = RunLock.take(run)) { // Which tidies up.
            int newest = run.has(Part.CHECKPOINT) ? stepsOf(Part.CHECKPOINT) : 0;
            assertThat(newest / STEPS).isBetween(Math.min(saves, CHECKPOINTS), Math.min(saves + 1, CHECKPOINTS));
            if (newest > STEPS) {
                assertThat(stepsOf(Part.CHECKPOINT_PREVIOUS)).isEqualTo(newest - STEPS);
            }
            assertThat(resume(note -> {})).isEqualTo(newest);
            for (Origin origin : List.of(ONE, OTHER)) {
                long done = outcomes(origin).outcomes().doneCount();
                assertThat(done).isBetween(measured(origin, saves), measured(origin, saves + 1));
            }
        }
    }

    private int stepsOf(Part part) throws IOException {
        return Checkpoint.read(run.file(part), SETTINGS).state().position().iteration();
    }

    /** Images of an origin after so many saves. */
    private static long measured(Origin origin, int saves) {
        return MEASURED.stream()
                .limit(Math.max(0, saves - CHECKPOINTS))
                .filter(origin::equals)
                .count();
    }

    /** Reads what training goes on from, and returns how many steps that knows of. */
    int resume(Consumer<String> note) throws IOException {
        Optional<Checkpoint> checkpoint = Checkpoint.newest(run, run.settings(), note);
        int steps = checkpoint.isPresent() ? checkpoint.get().state().position().iteration() : 0;
        try (Metrics metrics = Metrics.open(run, state(steps), steps)) {
            assertThat(metrics.validatedEpochs()).isZero();
        }
        assertThat(Metrics.stepsOf(run)).hasSize(steps);
        return steps;
    }
}
