package doublewin.experiments.spark.study;

import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import doublewin.experiments.config.SettingsJson;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.spark.cluster.RefusedException;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    /** By this file of the driver's an executor knows that its folder is the driver's. */
    private static final String SIGN = ".study";

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
     * @return what the sign says
     * @throws IOException if it can't be written; the message is for the user
     */
    String sign() throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileProblem.explain("create", path, e);
        }
        String text = UUID.randomUUID().toString();
        disk.replace(path.resolve(SIGN), AtomicFile.Content.of(text.getBytes(StandardCharsets.UTF_8)));
        return text;
    }

    /** Takes the sign away. */
    void unsign() throws IOException {
        Files.deleteIfExists(path.resolve(SIGN));
    }

    /**
     * Fails where this process sees another folder under this name than the driver does, or none.
     *
     * @param sign what the driver's says
     * @param host of this process, for the message
     */
    void requireSign(String sign, String host) throws RefusedException {
        String found;
        try {
            found = Files.readString(path.resolve(SIGN));
        } catch (IOException e) {
            found = "";
        }
        if (!found.equals(sign)) {
            throw new RefusedException("the executor on " + host + " does not see " + path
                    + " as this machine does; name a folder by --out that all machines share under one name");
        }
    }

    /**
     * Fails where a folder holds a run already, with other settings than the study asks for.
     *
     * @throws IOException that says which; the message is for the user
     */
    void requireOwn(StudyRun run) throws IOException {
        RunFolder folder = folder(run);
        if (!folder.has(Part.CONFIGURATION)) {
            return;
        }
        List<String> differences = SettingsJson.differences(folder.settings(), run.settings());
        if (!differences.isEmpty()) {
            throw new IOException(folder.path() + " holds a run with other settings than the study's: "
                    + String.join(", ", differences) + "; name another folder by --out");
        }
    }

    /**
     * Whether a run is trained to its end, and mapped.
     *
     * @throws IOException if what it holds can't be read; the message is for the user
     */
    boolean isDone(StudyRun run) throws IOException {
        RunFolder folder = folder(run);
        if (!folder.has(Part.CHECKPOINT) || !folder.has(Part.OUTCOMES) || !folder.has(Part.HEAT_MAP_PNG)) {
            return false;
        }
        TrainedNetwork trained = TrainedNetwork.load(folder, run.settings());
        OutcomesFile.Stored map = OutcomesFile.read(folder, Part.OUTCOMES);
        return trained.warning().isEmpty()
                && map.outcomes().isComplete()
                && map.origin().weights().equals(trained.weights());
    }
}
