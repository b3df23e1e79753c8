package doublewin.experiments.evaluate;

import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A copy of a run for others: what it was and is measured by, without what only training needs. It can be measured and
 * reported on as the run itself can. Results are taken along where they name the weights that are exported.
 */
public final class Export {
    private static final List<Part> RESULTS = List.of(
            Part.OUTCOMES,
            Part.TRANSFER_JSON,
            Part.TRANSFER_CSV,
            Part.HEAT_MAP_SVG,
            Part.HEAT_MAP_PNG,
            Part.EVALUATION,
            Part.OUTCOMES_QUICK,
            Part.OUTCOMES_STANDARD,
            Part.OUTCOMES_FULL,
            Part.EVALUATION_QUICK,
            Part.EVALUATION_STANDARD,
            Part.EVALUATION_FULL,
            Part.TABLE_QUICK,
            Part.TABLE_STANDARD,
            Part.TABLE_FULL,
            Part.PICTURE_QUICK,
            Part.PICTURE_STANDARD,
            Part.PICTURE_FULL,
            Part.EVIDENCE_QUICK,
            Part.EVIDENCE_STANDARD,
            Part.EVIDENCE_FULL,
            Part.OUTCOMES_ATTACK,
            Part.ATTACK,
            Part.ATTACK_CSV,
            Part.FLAGS,
            Part.FLAGS_CSV,
            Part.GRADIENTS,
            Part.GRADIENT_COSINE_CSV,
            Part.GRADIENT_COSINE_SVG,
            Part.GRADIENT_SIGNS_CSV,
            Part.GRADIENT_SIGNS_SVG,
            Part.PERTURBATION_COSINE_CSV,
            Part.PERTURBATION_COSINE_SVG,
            Part.PERTURBATION_SIGNS_CSV,
            Part.PERTURBATION_SIGNS_SVG,
            Part.SEGMENTS_CSV,
            Part.SEGMENTS_SVG,
            Part.OUTCOMES_GAME,
            Part.GAME,
            Part.GAME_SVG,
            Part.CLAIMS);

    private Export() {}

    /**
     * Writes the copy, all of it or nothing.
     *
     * @param target a folder that does not exist yet
     * @return the files of the copy
     * @throws IOException if something can't be read or written; the message is for the user
     */
    public static List<Part> write(TrainedNetwork trained, RunFolder target) throws IOException {
        Path folder = target.path().toAbsolutePath();
        RunFolder unfinished = new RunFolder(folder.resolveSibling("." + folder.getFileName() + ".tmp"), target.disk());
        unfinished.clear();
        unfinished.createFolder();
        List<Part> written = fill(unfinished, trained);
        Files.move(unfinished.path(), folder, StandardCopyOption.ATOMIC_MOVE);
        return written;
    }

    private static List<Part> fill(RunFolder copy, TrainedNetwork trained) throws IOException {
        RunFolder run = trained.run();
        TrainingState state = trained.state()
                .orElseThrow(() -> new IOException(run.path()
                        + " holds weights that do not say how far they were trained; only what \"doublewin train\" made can be"
                        + " exported"));
        copy.create(trained.settings());
        Checkpoint.save(copy.disk(), copy.file(Part.WEIGHTS), trained.settings(), trained.network(), Map.of(), state);
        copy.write(Part.PROVENANCE, Provenance.withoutPaths(run));
        List<Part> written = new ArrayList<>(List.of(Part.CONFIGURATION, Part.WEIGHTS, Part.PROVENANCE));
        if (run.has(Part.METRICS)) {
            copy.write(Part.METRICS, run.read(Part.METRICS));
            written.add(Part.METRICS);
        }
        for (Part part : RESULTS) {
            if (run.has(part) && names(run.read(part), trained.weights())) {
                copy.write(part, run.read(part));
                written.add(part);
            }
        }
        return written;
    }

    /** Whether a result, of whatever format, says that it is of these weights. */
    private static boolean names(byte[] result, String weights) {
        return new String(result, StandardCharsets.ISO_8859_1).contains(weights);
    }
}
