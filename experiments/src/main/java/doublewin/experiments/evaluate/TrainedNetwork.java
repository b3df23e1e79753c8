package doublewin.experiments.evaluate;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.TrainingRecipe.Selection;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TrainingState;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Layer;
import doublewin.nn.WeightsHash;
import doublewin.nn.data.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The network of a run, with the weights that its results are about: the last ones, or those that were selected.
 *
 * @param run whose network it is
 * @param settings of the run
 * @param network with its weights
 * @param weights their hash
 * @param training {@link #COMPLETE}, {@link #UNKNOWN}, or where it stopped, such as {@code stopped in epoch 2 of 8}
 */
public record TrainedNetwork(RunFolder run, Settings settings, Layer network, String weights, String training) {
    /** The training of a run that came to its end. */
    static final String COMPLETE = "complete";

    /** The training of weights that do not say where it stood, such as converted official ones. */
    static final String UNKNOWN = "unknown";

    /**
     * Reads the weights; tells the user if training has not ended.
     *
     * @throws IOException if there are no weights, or others than the settings ask for; the message is for the user
     */
    public static TrainedNetwork load(RunFolder run, Settings settings, Workshop workshop) throws IOException {
        Path file = run.file(settings.training().selection() == Selection.LAST ? Part.CHECKPOINT : Part.BEST);
        if (!Files.exists(file)) {
            throw new IOException(run.path() + " holds no " + file.getFileName()
                    + ": it was not trained to the end of an epoch; \"doublewin train\" with --resume does so");
        }
        Layer network = settings.build();
        Checkpoint checkpoint = Checkpoint.read(file, settings);
        checkpoint.restore(network);
        TrainedNetwork trained = new TrainedNetwork(
                run, settings, network, WeightsHash.of(network), training(run, settings, checkpoint));
        if (!trained.caveat().isEmpty()) {
            workshop.progress().note(run.path() + trained.caveat() + "; \"doublewin train\" with --resume goes on");
        }
        return trained;
    }

    /** Selected weights do not tell how far training came since: the checkpoint beside them does. */
    private static String training(RunFolder run, Settings settings, Checkpoint weights) throws IOException {
        boolean selected = settings.training().selection() != Selection.LAST;
        if (selected && !run.has(Part.CHECKPOINT)) {
            return UNKNOWN;
        }
        Checkpoint latest = selected ? Checkpoint.read(run.file(Part.CHECKPOINT), settings) : weights;
        if (!latest.hasState()) {
            return UNKNOWN;
        }
        TrainingState state = latest.state();
        int epoch = state.position().epoch();
        if (epoch < settings.training().epochs()) {
            return "stopped in epoch " + (epoch + 1) + " of "
                    + settings.training().epochs();
        }
        return selected && state.judgedEpochs() < epoch ? "stopped before its last weights were judged" : COMPLETE;
    }

    /** What a reader of the results must know, beginning with a comma; empty unless training was stopped. */
    String caveat() {
        return training.equals(COMPLETE) || training.equals(UNKNOWN) ? "" : ", " + training;
    }

    /** The network on test images. */
    EvaluationSubject on(ImageSource images, WorkerPool pool) {
        return new EvaluationSubject(network, settings.data().spec().loader(images), images.size(), pool);
    }
}
