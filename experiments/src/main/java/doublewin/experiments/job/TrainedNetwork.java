package doublewin.experiments.job;

import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.engine.io.FileProblem;
import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.Checkpoint;
import doublewin.experiments.run.RunFolder;
import doublewin.experiments.run.RunFolder.Part;
import doublewin.experiments.run.TrainingState;
import doublewin.nn.Layer;
import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The network of a run, with the weights that its results are about: the last ones, or those that were selected.
 *
 * @param run whose network it is
 * @param settings of the run
 * @param network with its weights
 * @param checksum SHA-256 of the file that the weights came from
 * @param training {@link #COMPLETE}, {@link #UNKNOWN}, or where it stopped, such as {@code stopped in epoch 2 of 8}
 */
public record TrainedNetwork(RunFolder run, Settings settings, Layer network, String checksum, String training) {
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
        Path file = run.file(settings.selection() == Settings.Selection.LAST ? Part.CHECKPOINT : Part.BEST);
        if (!Files.exists(file)) {
            throw new IOException(run.path() + " holds no " + file.getFileName()
                    + ": it was not trained to the end of an epoch; \"doublewin train\" with --resume does so");
        }
        Layer network = Blueprint.network(settings);
        Checkpoint checkpoint = Checkpoint.read(file, settings);
        checkpoint.restore(network);
        TrainedNetwork trained =
                new TrainedNetwork(run, settings, network, checksum(file), training(run, settings, checkpoint));
        if (!trained.caveat().isEmpty()) {
            workshop.progress().note(run.path() + trained.caveat() + "; \"doublewin train\" with --resume goes on");
        }
        return trained;
    }

    /** Selected weights do not tell how far training came since: the checkpoint beside them does. */
    private static String training(RunFolder run, Settings settings, Checkpoint weights) throws IOException {
        boolean selected = settings.selection() != Settings.Selection.LAST;
        if (selected && !run.has(Part.CHECKPOINT)) {
            return UNKNOWN;
        }
        Checkpoint latest = selected ? Checkpoint.read(run.file(Part.CHECKPOINT), settings) : weights;
        if (!latest.hasState()) {
            return UNKNOWN;
        }
        TrainingState state = latest.state();
        int epoch = state.position().epoch();
        if (epoch < settings.epochs()) {
            return "stopped in epoch " + (epoch + 1) + " of " + settings.epochs();
        }
        return selected && state.judgedEpochs() < epoch ? "stopped before its last weights were judged" : COMPLETE;
    }

    /** What a reader of the results must know, beginning with a comma; empty unless training was stopped. */
    String caveat() {
        return training.equals(COMPLETE) || training.equals(UNKNOWN) ? "" : ", " + training;
    }

    /** The network on test images. */
    EvaluationSubject on(ImageSet images, WorkerPool pool) {
        return new EvaluationSubject(network, Blueprint.loader(images), images.size(), pool);
    }

    private static String checksum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
