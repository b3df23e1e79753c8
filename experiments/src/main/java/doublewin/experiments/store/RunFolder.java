package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import doublewin.engine.io.FormatException;
import doublewin.experiments.config.SettingException;
import doublewin.experiments.config.Settings;
import doublewin.experiments.config.SettingsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one run. Its configuration is written first and never changes; everything else is replaced whole or not
 * at all, but for the metrics, which grow line by line.
 *
 * @param path the folder, which need not exist yet
 * @param disk where its files are written
 */
public record RunFolder(Path path, Disk disk) {

    /** The files of a run. */
    public enum Part {
        /** The resolved settings. */
        CONFIGURATION("run.json"),
        /** A line a training step. */
        METRICS("metrics.jsonl"),
        /** Where training stands. */
        CHECKPOINT("checkpoint.safetensors"),
        /** The checkpoint before the last one. */
        CHECKPOINT_PREVIOUS("checkpoint.previous.safetensors"),
        /** The weights that were selected. */
        BEST("best.safetensors"),
        /** Weights for evaluation alone, which an export has in a checkpoint's place. */
        WEIGHTS("weights.safetensors"),
        /** Which program, machine and data made the results. */
        PROVENANCE("provenance.json"),
        /** The transfer matrix as a table. */
        TRANSFER_CSV("transfer.csv"),
        /** The transfer matrix as counts. */
        TRANSFER_JSON("transfer.json"),
        /** What was found, image by image. */
        OUTCOMES("outcomes.bin"),
        /** Columns of an unfinished transfer matrix, which earlier versions kept. */
        TRANSFER_PARTIAL("transfer.partial.json"),
        /** The heat map as a vector graphic. */
        HEAT_MAP_SVG("heatmap.svg"),
        /** The heat map as an image. */
        HEAT_MAP_PNG("heatmap.png"),
        /** Clean and robust accuracy. */
        EVALUATION("evaluation.json"),
        /** What was found, image by image, under the protocol quick. */
        OUTCOMES_QUICK("outcomes.quick.bin"),
        /** What was found, image by image, under the protocol standard. */
        OUTCOMES_STANDARD("outcomes.standard.bin"),
        /** What was found, image by image, under the protocol full. */
        OUTCOMES_FULL("outcomes.full.bin"),
        /** Accuracy by what the attacker knows, under the protocol quick. */
        EVALUATION_QUICK("evaluation.quick.json"),
        /** Accuracy by what the attacker knows, under the protocol standard. */
        EVALUATION_STANDARD("evaluation.standard.json"),
        /** Accuracy by what the attacker knows, under the protocol full. */
        EVALUATION_FULL("evaluation.full.json"),
        /** Accuracy by what the attacker knows, under the protocol quick, as a table. */
        TABLE_QUICK("evaluation.quick.csv"),
        /** The same under the protocol standard. */
        TABLE_STANDARD("evaluation.standard.csv"),
        /** The same under the protocol full. */
        TABLE_FULL("evaluation.full.csv"),
        /** The same under the protocol quick, as a vector graphic. */
        PICTURE_QUICK("evaluation.quick.svg"),
        /** The same under the protocol standard. */
        PICTURE_STANDARD("evaluation.standard.svg"),
        /** The same under the protocol full. */
        PICTURE_FULL("evaluation.full.svg"),
        /** The worst images of the protocol quick. */
        EVIDENCE_QUICK("evidence.quick.safetensors"),
        /** The worst images of the protocol standard. */
        EVIDENCE_STANDARD("evidence.standard.safetensors"),
        /** The worst images of the protocol full. */
        EVIDENCE_FULL("evidence.full.safetensors"),
        /** What was found, image by image, of attacks that were named one by one. */
        OUTCOMES_ATTACK("outcomes.attack.bin"),
        /** Accuracy under attacks that were named one by one. */
        ATTACK("attack.json"),
        /** The same as a table. */
        ATTACK_CSV("attack.csv"),
        /** Signs that evaluations overstate robustness. */
        FLAGS("flags.json"),
        /** The same as a table. */
        FLAGS_CSV("flags.csv"),
        /** What was found, image by image, of attacks on an optimal mixture. */
        OUTCOMES_GAME("outcomes.game.bin"),
        /** How alike precisions are to an attacker. */
        GRADIENTS("gradients.json"),
        /** Cosines of the gradients of two precisions as a table. */
        GRADIENT_COSINE_CSV("gradient-cosine.csv"),
        /** The same as a vector graphic. */
        GRADIENT_COSINE_SVG("gradient-cosine.svg"),
        /** Shares of equal signs of the gradients of two precisions as a table. */
        GRADIENT_SIGNS_CSV("gradient-signs.csv"),
        /** The same as a vector graphic. */
        GRADIENT_SIGNS_SVG("gradient-signs.svg"),
        /** Cosines of the perturbations of two precisions as a table. */
        PERTURBATION_COSINE_CSV("perturbation-cosine.csv"),
        /** The same as a vector graphic. */
        PERTURBATION_COSINE_SVG("perturbation-cosine.svg"),
        /** Shares of equal signs of the perturbations of two precisions as a table. */
        PERTURBATION_SIGNS_CSV("perturbation-signs.csv"),
        /** The same as a vector graphic. */
        PERTURBATION_SIGNS_SVG("perturbation-signs.svg"),
        /** Losses between the adversarial examples of two precisions as a table. */
        SEGMENTS_CSV("segments.csv"),
        /** Their means as a vector graphic. */
        SEGMENTS_SVG("segments.svg"),
        /** What the outcomes are worth as a game. */
        GAME("game.json"),
        /** Accuracy by cost in that game, as a vector graphic. */
        GAME_SVG("game.svg"),
        /** What the outcomes say of the paper's claims. */
        CLAIMS("claims.json"),
        /** All of it as a page. */
        REPORT("report.html");

        private final String fileName;

        Part(String fileName) {
            this.fileName = fileName;
        }

        /** The file's name in the folder. */
        public String fileName() {
            return fileName;
        }
    }

    /** The path of a part. */
    public Path file(Part part) {
        return path.resolve(part.fileName());
    }

    /** Whether a part is there. */
    public boolean has(Part part) {
        return Files.exists(file(part));
    }

    /** Whether the folder holds a run, or the remains of one. */
    public boolean holdsRun() {
        return Stream.of(Part.values()).anyMatch(this::has);
    }

    /** Creates the folder where it is missing. */
    public void createFolder() throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IOException("cannot create the run's folder " + path + ": it is a file");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileProblem.explain("create", path, e);
        }
    }

    /** Writes the configuration of a new run into the folder. */
    public void create(Settings settings) throws IOException {
        write(Part.CONFIGURATION, Json.bytes(SettingsJson.toTree(settings)));
    }

    /** Removes every part, and nothing else; the configuration last, so that what a killed process left is known. */
    public void clear() throws IOException {
        for (Part part : List.of(Part.values()).reversed()) {
            remove(part);
        }
    }

    /**
     * Replaces a part, and puts what stood there in the place of an older one. At every moment the two newest are there: what
     * stood there waits under a hidden name, a link, until its successor is in place; it is a copy where the file system has no
     * links. A killed process may leave it waiting; then {@link #settle} ends the replacement.
     */
    void replace(Part part, Part older, AtomicFile.Content content) throws IOException {
        settle(part, older);
        Path waiting = waiting(older);
        boolean waits = has(part);
        if (waits) {
            park(part, waiting);
        }
        try {
            disk.replace(file(part), content);
        } catch (IOException | RuntimeException e) {
            forget(waiting, e);
            throw e;
        }
        if (waits) {
            move(waiting, file(older));
        }
    }

    /**
     * Ends what a killed process left of a replacement: what waits goes to the older one's place if its successor is in its
     * own, and away if it stands there still.
     */
    void settle(Part part, Part older) throws IOException {
        Path waiting = waiting(older);
        if (!Files.exists(waiting)) {
            return;
        }
        if (!has(part) || !isSame(waiting, file(part))) {
            move(waiting, file(older));
            return;
        }
        try {
            Files.delete(waiting);
        } catch (IOException e) {
            throw FileProblem.explain("remove", waiting, e);
        }
    }

    /** Not one of the names that {@link AtomicFile#removeLeftovers} removes. */
    private Path waiting(Part older) {
        return path.resolve("." + older.fileName() + ".waiting");
    }

    /** Whether two files are one, or one is the other's copy; not where that can't be read. */
    private static boolean isSame(Path file, Path other) {
        try {
            return Files.isSameFile(file, other) || Files.mismatch(file, other) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void forget(Path waiting, Exception problem) {
        try {
            Files.deleteIfExists(waiting);
        } catch (IOException alike) {
            problem.addSuppressed(alike);
        }
    }

    /** Gives a part one more name, or a copy, which lasts before the part is replaced. */
    private void park(Part part, Path waiting) throws IOException {
        try {
            Files.createLink(waiting, file(part));
        } catch (UnsupportedOperationException | IOException e) {
            disk.replace(waiting, AtomicFile.Content.of(read(part)));
            return;
        }
        AtomicFile.forceFolder(path);
    }

    /** Puts a part in another one's place, which is lost. */
    public void move(Part part, Part place) throws IOException {
        move(file(part), file(place));
    }

    /**
     * Puts a part aside, under a name of its own beside it.
     *
     * @param why a word for the name
     * @return the name
     */
    String putAside(Part part, String why) throws IOException {
        String name = part.fileName();
        int dot = name.lastIndexOf('.');
        for (int number = 1; ; number++) {
            String aside = name.substring(0, dot) + "." + why + "-" + number + name.substring(dot);
            if (!Files.exists(path.resolve(aside))) {
                move(file(part), path.resolve(aside));
                return aside;
            }
        }
    }

    private void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileProblem.explain("write", to, e);
        }
        AtomicFile.forceFolder(path);
    }

    /** Removes a part if it is there. */
    public void remove(Part part) throws IOException {
        try {
            Files.deleteIfExists(file(part));
        } catch (IOException e) {
            throw FileProblem.explain("remove", file(part), e);
        }
    }

    /** The run's settings. */
    public Settings settings() throws IOException {
        Path file = file(Part.CONFIGURATION);
        if (!Files.exists(file)) {
            throw new IOException(
                    path + " holds no run: there is no " + file.getFileName() + "; name the folder that training made");
        }
        try {
            return SettingsJson.fromTree(Json.read(file));
        } catch (SettingException e) {
            throw new FormatException(file, "the settings of a run", e.getMessage());
        }
    }

    /** The bytes of a part. */
    public byte[] read(Part part) throws IOException {
        try {
            return Files.readAllBytes(file(part));
        } catch (IOException e) {
            throw FileProblem.explain("read", file(part), e);
        }
    }

    /** Whether the folder is an export: weights that can be measured, and not trained on. */
    public boolean isExport() {
        return has(Part.WEIGHTS) && !has(Part.CHECKPOINT);
    }

    /** Creates or replaces a part that need not be in memory as bytes. */
    public void write(Part part, AtomicFile.Content content) throws IOException {
        disk.replace(file(part), content);
    }

    /** Creates or replaces a part. */
    public void write(Part part, byte[] content) throws IOException {
        disk.replace(file(part), AtomicFile.Content.of(content));
    }
}
