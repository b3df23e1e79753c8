package doublewin.experiments.job;

import doublewin.engine.io.FileProblem;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.Checkpoint;
import doublewin.experiments.run.RunFolder;
import doublewin.experiments.run.RunFolder.Part;
import doublewin.experiments.run.TrainingState;
import doublewin.nn.Layer;
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
 * @param network with its weights
 * @param caveat what a reader of the results must know, beginning with a comma; empty where training has ended
 */
record TrainedNetwork(Layer network, String caveat) {

    private static Path file(RunFolder run, Settings settings) {
        return run.file(settings.selection() == Settings.Selection.LAST ? Part.CHECKPOINT : Part.BEST);
    }

    /** Reads the weights; tells the user if training has not ended. */
    static TrainedNetwork load(RunFolder run, Settings settings, Workshop workshop) throws IOException {
        Path file = file(run, settings);
        if (!Files.exists(file)) {
            throw new IOException(run.path() + " holds no " + file.getFileName()
                    + ": it was not trained to the end of an epoch; \"doublewin train\" with --resume does so");
        }
        Layer network = Blueprint.network(settings);
        Checkpoint checkpoint = Checkpoint.read(file, settings);
        checkpoint.restore(network);
        String caveat = caveat(run, settings, checkpoint);
        if (!caveat.isEmpty()) {
            workshop.progress().note(run.path() + caveat + "; \"doublewin train\" with --resume goes on");
        }
        return new TrainedNetwork(network, caveat);
    }

    /** Selected weights do not tell how far training came since: the checkpoint beside them does. */
    private static String caveat(RunFolder run, Settings settings, Checkpoint weights) throws IOException {
        boolean selected = settings.selection() != Settings.Selection.LAST;
        if (selected && !run.has(Part.CHECKPOINT)) {
            return "";
        }
        Checkpoint latest = selected ? Checkpoint.read(run.file(Part.CHECKPOINT), settings) : weights;
        if (!latest.hasState()) {
            return "";
        }
        TrainingState state = latest.state();
        int epoch = state.position().epoch();
        if (epoch < settings.epochs()) {
            return ", stopped in epoch " + (epoch + 1) + " of " + settings.epochs();
        }
        return selected && state.judgedEpochs() < epoch ? ", stopped before its last weights were judged" : "";
    }

    /** SHA-256 of the file that {@link #load} reads. */
    static String checksum(RunFolder run, Settings settings) throws IOException {
        Path file = file(run, settings);
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
