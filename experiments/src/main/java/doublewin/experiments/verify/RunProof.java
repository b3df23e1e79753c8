package doublewin.experiments.verify;

import doublewin.dwq.train.Trainer;
import doublewin.dwq.train.TrainingPosition;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Metrics;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Layer;
import doublewin.nn.WeightsHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run that is looked into: whether its files are whole, and whether its first steps come out the same again. */
public final class RunProof {
    private static final List<Part> WEIGHTS =
            List.of(Part.CHECKPOINT, Part.CHECKPOINT_PREVIOUS, Part.BEST, Part.WEIGHTS);
    private static final List<Part> OUTCOMES = List.of(
            Part.OUTCOMES,
            Part.OUTCOMES_QUICK,
            Part.OUTCOMES_STANDARD,
            Part.OUTCOMES_FULL,
            Part.OUTCOMES_ATTACK,
            Part.OUTCOMES_GAME);
    private static final String STOPPED = "stopped; nothing was written, and the same command begins again";

    /**
     * What came out the same.
     *
     * @param steps of training
     * @param checkpoints whose weights did
     */
    public record Compared(int steps, List<Part> checkpoints) {}

    private RunProof() {}

    /**
     * Reads all files of weights and tables of outcomes, and so compares each with its digest.
     *
     * @return the files that were read
     * @throws FormatException naming the first that is damaged
     * @throws IOException if one can't be read
     */
    public static List<Part> files(RunFolder run) throws IOException {
        List<Part> read = new ArrayList<>();
        for (Part part : WEIGHTS) {
            if (run.has(part)) {
                Checkpoint.read(run.file(part), run.settings());
                read.add(part);
            }
        }
        for (Part part : OUTCOMES) {
            if (run.has(part)) {
                OutcomesFile.read(run, part);
                read.add(part);
            }
        }
        return read;
    }

    /**
     * Trains the first steps again, and compares each with its line in the metrics; and the weights with those of each
     * checkpoint that was written after one of these steps.
     *
     * @param data the images that the settings ask for
     * @param most how many steps at most
     * @return how many steps were compared, and with which checkpoints
     * @throws StoppedException when the user asked to stop
     * @throws IOException if a step differs, or something can't be read; the message is for the user
     */
    public static Compared steps(RunFolder run, OpenedData data, int most, Workshop workshop) throws IOException {
        Provenance.requireSameTrainingData(run, data.images().train().checksum(), Optional.empty());
        Settings settings = run.settings();
        List<String> told = Metrics.stepsOf(run);
        int steps = Math.min(most, told.size());
        Layer network = settings.build();
        settings.network().spec().initialise(network, settings.seed());
        Trainer trainer = new Trainer(
                network,
                settings.data().spec().loader(data.images().train().subset(0, settings.imagesTrainedOn())),
                settings.trainer(),
                workshop.pool());
        List<Part> checkpoints = new ArrayList<>();
        workshop.progress().start("training again", "steps", 0, steps);
        try {
            for (int step = 0; step < steps; step++) {
                if (workshop.stop().getAsBoolean()) {
                    throw new StoppedException(STOPPED);
                }
                String line = Metrics.line(trainer.step());
                if (!line.equals(told.get(step))) {
                    throw new IOException(run.file(Part.METRICS) + ", step " + (step + 1) + " of training: expected "
                            + told.get(step) + ", found " + line + " now");
                }
                checkpoints.addAll(compare(run, settings, network, trainer.position()));
                workshop.progress().update(step + 1, "");
            }
        } finally {
            workshop.progress().end();
        }
        return new Compared(steps, checkpoints);
    }

    /** Metrics are told before a step's update: only weights tell of the last one. */
    private static List<Part> compare(RunFolder run, Settings settings, Layer network, TrainingPosition position)
            throws IOException {
        List<Part> same = new ArrayList<>();
        for (Part part : List.of(Part.CHECKPOINT, Part.CHECKPOINT_PREVIOUS)) {
            if (!run.has(part)
                    || Checkpoint.stateOf(run.file(part), settings)
                            .filter(state -> state.position().equals(position))
                            .isEmpty()) {
                continue;
            }
            Layer stored = settings.build();
            Checkpoint.read(run.file(part), settings).restore(stored);
            String expected = WeightsHash.of(stored);
            String found = WeightsHash.of(network);
            if (!expected.equals(found)) {
                throw new IOException(run.file(part) + ": expected weights with the hash " + expected + " after epoch "
                        + position.epoch() + ", iteration " + position.iteration() + ", found " + found + " now");
            }
            same.add(part);
        }
        return same;
    }
}
