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

/** All that a training and a measurement write, in their order, without the computing; and what must be found of it later. */
final class SmallRun {
    /** Saves of checkpoints, after a step each, then as many of outcomes, after an image each. */
    static final int SAVES = 3;

    private static final Settings SETTINGS =
            Recipes.resolve("demo", Map.of("trainPrecisions", "4,8", "evaluationPrecisions", "4,8"), 5);
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final Origin ORIGIN = new Origin("w", "i", "direct", 1, "PGD-20", new TreeMap<>());

    private final RunFolder run;

    SmallRun(RunFolder run) {
        this.run = run;
    }

    /** Writes all of it, and calls back after each save. */
    void write(Runnable saved) throws IOException {
        run.create(SETTINGS);
        try (Metrics metrics = Metrics.open(run, state(0))) {
            for (int step = 0; step < SAVES; step++) {
                metrics.add(new TrainingStep(0, step, new Precision(4), 0.1f, step, 3, 8, 0));
                metrics.force();
                Checkpoint.save(run, SETTINGS, network(step), Map.of(), state(step + 1));
                saved.run();
            }
        }
        OutcomesFile table = outcomes();
        for (int image = 0; image < SAVES; image++) {
            table.outcomes().of(1).enter(image, new boolean[2][1], new GradientFindings());
            table.save();
            saved.run();
        }
    }

    private OutcomesFile outcomes() throws IOException {
        Candidate candidate = new Candidate("PGD", Candidate.Aim.PRECISION, PrecisionSet.parse("4"));
        return OutcomesFile.open(
                run, Part.OUTCOMES, ORIGIN, new Outcomes(SET, Columns.PRECISIONS, List.of(candidate), SAVES));
    }

    private static TrainingState state(int steps) {
        return new TrainingState(new TrainingPosition(0, steps), 0, 0);
    }

    /** As little of one as makes a file; each step's is another. */
    private static Module network(int step) {
        Linear classifier = new Linear(3, 2);
        StateDict.of(classifier).tensors().values().forEach(tensor -> tensor.fill(step));
        return classifier;
    }

    /** What was saved so many times is there, to be gone on with; what was being saved may be there, too. */
    void requireSaves(int saves) throws IOException {
        if (!run.has(Part.CONFIGURATION)) {
            assertThat(saves).isZero();
            return;
        }
        assertThat(run.settings()).isEqualTo(SETTINGS);
        Optional<Checkpoint> checkpoint = Checkpoint.newest(run, SETTINGS, note -> {});
        int steps = checkpoint.isPresent() ? checkpoint.get().state().position().iteration() : 0;
        assertThat(steps).isBetween(Math.min(saves, SAVES), saves + 1);
        try (Metrics metrics = Metrics.open(run, state(steps))) {
            assertThat(metrics.validatedEpochs()).isZero();
        }
        assertThat(Metrics.stepsOf(run)).hasSize(steps);
        if (steps > 1 && run.has(Part.CHECKPOINT_PREVIOUS)) {
            Checkpoint before = Checkpoint.read(run.file(Part.CHECKPOINT_PREVIOUS), SETTINGS);
            assertThat(before.state().position().iteration()).isLessThan(steps);
        }
        long images = Math.max(0, saves - SAVES);
        assertThat(outcomes().outcomes().doneCount()).isBetween(images, images + 1);
    }
}
