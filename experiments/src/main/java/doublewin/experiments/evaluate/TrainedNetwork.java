package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TrainingState;
import doublewin.nn.Layer;
import doublewin.nn.WeightsHash;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The network of a run, with the weights that its results are about: the last ones, or those that were selected.
 *
 * @param run whose network it is
 * @param settings of the run
 * @param network with its weights
 * @param weights their hash
 * @param state where its training stands; nothing for weights that do not tell, such as converted official ones
 */
public record TrainedNetwork(
        RunFolder run, Settings settings, Layer network, String weights, Optional<TrainingState> state) {
    /** The training of a run that came to its end. */
    static final String COMPLETE = "complete";

    /** The training of weights that do not say where it stood, such as converted official ones. */
    static final String UNKNOWN = "unknown";

    /**
     * Reads the weights.
     *
     * @throws IOException if there are none, or others than the settings ask for; the message is for the user
     */
    public static TrainedNetwork load(RunFolder run, Settings settings) throws IOException {
        Path file = run.file(weights(run, settings));
        if (!Files.exists(file)) {
            throw new IOException(run.path() + " holds no " + file.getFileName()
                    + ": it was not trained to the end of an epoch; \"doublewin train\" with --resume does so");
        }
        Layer network = settings.build();
        Checkpoint checkpoint = Checkpoint.read(file, settings);
        checkpoint.restore(network);
        CollectedState.require(file, network);
        return new TrainedNetwork(run, settings, network, WeightsHash.of(network), state(run, settings, file));
    }

    /** The same, with results that go to another disk. */
    TrainedNetwork writingTo(Disk disk) {
        return new TrainedNetwork(new RunFolder(run.path(), disk), settings, network, weights, state);
    }

    private static Part weights(RunFolder run, Settings settings) {
        if (run.isExport()) {
            return Part.WEIGHTS;
        }
        return settings.training().selection() == Selection.LAST ? Part.CHECKPOINT : Part.BEST;
    }

    /** Selected weights do not tell how far training came since: the checkpoint beside them does, and an export itself. */
    private static Optional<TrainingState> state(RunFolder run, Settings settings, Path weights) throws IOException {
        if (settings.recipe().equals(Recipes.GIVEN)) {
            return Optional.empty(); // However far they came, it was by other settings than these.
        }
        boolean selected = weights.equals(run.file(Part.BEST));
        if (selected && !run.has(Part.CHECKPOINT)) {
            return Optional.empty();
        }
        return Checkpoint.stateOf(selected ? run.file(Part.CHECKPOINT) : weights, settings);
    }

    /** {@link #COMPLETE}, {@link #UNKNOWN}, or where training stopped, such as {@code stopped in epoch 2 of 8}. */
    String training() {
        return state.map(this::told).orElse(UNKNOWN);
    }

    private String told(TrainingState reached) {
        int epoch = reached.position().epoch();
        int epochs = settings.training().epochs();
        if (epoch < epochs) {
            return "stopped in epoch " + (epoch + 1) + " of " + epochs;
        }
        boolean judges = settings.training().selection() != Selection.LAST;
        return judges && reached.judgedEpochs() < epoch ? "stopped before its last weights were judged" : COMPLETE;
    }

    /** What the user must know: that training has not ended, and how to go on. */
    public Optional<String> warning() {
        return caveat().isEmpty() || run.isExport()
                ? Optional.empty()
                : Optional.of(run.path() + caveat() + "; \"doublewin train\" with --resume goes on");
    }

    /** What the user must know of ranges that training has not collected. */
    public Optional<String> emptyRanges() {
        List<String> names = CollectedState.emptyRanges(network);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(run.path() + ": the ranges of " + names.size()
                        + " quantisers are empty, as if no training pass had collected them, the first "
                        + names.getFirst() + "; below full precision the network is not what was trained");
    }

    /** What the user must know of batch norms whose statistics training has not collected. */
    public Optional<String> zeroVariances() {
        List<String> names = CollectedState.zeroVariances(network);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(run.path() + ": " + names.size()
                        + " running variances are 0 in every channel, as if no training pass had collected them, the first "
                        + names.getFirst() + "; the network is not what was trained");
    }

    /** What a reader of the results must know, beginning with a comma; empty unless training was stopped. */
    String caveat() {
        String training = training();
        return training.equals(COMPLETE) || training.equals(UNKNOWN) ? "" : ", " + training;
    }

    /** What a measurement of it stands on. */
    Origin origin(ImageSource images, String attack, SortedMap<String, String> parameters) {
        return new Origin(
                weights,
                images.checksum(),
                Settings.written(settings.network().numerics()),
                settings.seed(),
                attack,
                parameters);
    }

    /** The network on test images. */
    EvaluationSubject on(ImageSource images, WorkerPool pool) {
        return new EvaluationSubject(network, settings.data().spec().loader(images), images.size(), pool);
    }
}
