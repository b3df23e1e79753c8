package doublewin.experiments.spark.study;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.spark.cluster.RefusedException;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The folder of a study, which driver and executors see under the same name: a folder in it for each run, and what was found
 * over the seeds.
 *
 * @param path absolute
 * @param disk where its files are written
 */
record StudyFolder(Path path, Disk disk) {
    /** By a file of the driver's, with this and a text of its own as a name, an executor knows that its folder is the driver's. */
    private static final String SIGN = ".study.";

    /** The folder of a run. */
    RunFolder folder(StudyRun run) {
        return new RunFolder(path.resolve(run.name()), disk);
    }

    /** Creates or replaces a file beside the runs. */
    Path write(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        disk.replace(file, AtomicFile.Content.of(content));
        return file;
    }

    /**
     * Makes the folder where it is missing, and puts a sign into it.
     *
     * @return the sign
     * @throws IOException if it can't be written; the message is for the user
     */
    String sign() throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileProblem.explain("create", path, e);
        }
        String sign = SIGN + UUID.randomUUID();
        write(sign, new byte[0]);
        return sign;
    }

    /** Takes the driver's sign away. */
    void unsign(String sign) {
        try {
            Files.deleteIfExists(path.resolve(sign));
        } catch (IOException e) {
            return; // An empty file that nobody asks for again; what else went wrong matters more.
        }
    }

    /**
     * Fails where this process sees another folder under this name than the driver does, or none.
     *
     * @param sign the driver's
     * @param host of this process, for the message
     */
    void requireSign(String sign, String host) throws RefusedException {
        if (!Files.exists(path.resolve(sign))) {
            throw new RefusedException("the executor on " + host + " does not see " + path
                    + " as this machine does; name a folder by --out that all machines share under one name");
        }
    }

    /**
     * Fails where a folder holds a run already, with other settings than the study asks for.
     *
     * @throws IOException that says which; the message is for the user
     */
    static void requireOwn(RunFolder folder, Settings settings) throws IOException {
        if (!folder.has(Part.CONFIGURATION)) {
            return;
        }
        List<String> differences = SettingsJson.differences(folder.settings(), settings);
        if (!differences.isEmpty()) {
            throw new IOException(folder.path() + " holds a run with other settings than the study's: "
                    + String.join(", ", differences) + "; name another folder by --out");
        }
    }

    /**
     * Whether a run is trained to its end, and mapped as its settings say. One that holds something else, or nothing that can be
     * read, is not: whoever goes on with it finds out.
     */
    boolean isDone(StudyRun run) throws IOException {
        RunFolder folder = folder(run);
        if (!folder.has(Part.CHECKPOINT) || !folder.has(Part.OUTCOMES) || !folder.has(Part.HEAT_MAP_PNG)) {
            return false;
        }
        try {
            TrainedNetwork trained = TrainedNetwork.load(folder, run.settings());
            return trained.warning().isEmpty()
                    && isMap(OutcomesFile.readMap(folder, Part.OUTCOMES), run.settings(), trained.weights());
        } catch (FormatException e) {
            return false;
        }
    }

    private static boolean isMap(OutcomesFile.Stored stored, Settings settings, String weights) {
        CandidateSet map = new CandidateSet.OfMap();
        Outcomes outcomes = stored.outcomes();
        return outcomes.isComplete()
                && outcomes.images() == settings.evaluation().testImages()
                && outcomes.precisions().equals(settings.evaluation().precisions())
                && stored.origin().attack().equals(map.attack(settings))
                && stored.origin().parameters().equals(map.parameters(settings))
                && stored.origin().weights().equals(weights);
    }
}
