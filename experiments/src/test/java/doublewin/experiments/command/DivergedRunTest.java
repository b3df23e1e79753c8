package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.train.TrainingPosition;
import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TrainingState;
import doublewin.nn.Layer;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that diverges ends with what was saved before, and that leads to the bits that it would have led to. */
class DivergedRunTest {
    private static final List<String> SETTINGS = List.of();
    private static final List<Part> SAVED = List.of(Part.CHECKPOINT, Part.CHECKPOINT_PREVIOUS, Part.METRICS);

    @TempDir
    private Path folder;

    @Test
    void nothingOfTheStepThatDivergesIsSaved() throws Exception {
        Path whole = folder.resolve("whole");
        assertThat(Shell.USUAL.train(whole, SETTINGS).code()).isZero();

        Path path = folder.resolve("run");
        assertThat(Shell.stoppingAfter(4).train(path, SETTINGS).code()).isEqualTo(ExitCode.INTERRUPTED);
        RunFolder run = new RunFolder(path, Disk.FILES);
        byte[] good = Files.readAllBytes(run.file(Part.CHECKPOINT));
        overflowFrom(run);

        Map<Part, byte[]> before = saved(run);
        Shell.Outcome outcome = Shell.USUAL.run("train", "--resume", "--out", path.toString());
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .contains("doublewin: training: it diverged at epoch 1, iteration 1, ")
                .contains("forward pass, layer fc: logits: found ");
        assertThat(saved(run)).usingRecursiveComparison().isEqualTo(before);

        Files.write(run.file(Part.CHECKPOINT), good);
        assertThat(Shell.USUAL
                        .run("train", "--resume", "--out", path.toString())
                        .code())
                .isZero();
        for (Part part : List.of(Part.CHECKPOINT, Part.METRICS)) {
            assertThat(run.file(part)).hasSameBinaryContentAs(whole.resolve(part.fileName()));
        }
    }

    /** Makes the checkpoint one of a network whose weights are finite, and whose logits are not. */
    private static void overflowFrom(RunFolder run) throws IOException {
        Settings settings = run.settings();
        Checkpoint checkpoint = Checkpoint.read(run.file(Part.CHECKPOINT), settings);
        TrainingState state = checkpoint.state();
        assertThat(state.position()).isEqualTo(new TrainingPosition(1, 1));
        Layer network = settings.build();
        checkpoint.restore(network);
        Tensor weight = StateDict.of(network).tensors().get("fc.weight");
        weight.fill(Float.MAX_VALUE);
        Checkpoint.save(run.disk(), run.file(Part.CHECKPOINT), settings, network, Map.of(), state);
    }

    private static Map<Part, byte[]> saved(RunFolder run) throws IOException {
        Map<Part, byte[]> contents = new LinkedHashMap<>();
        for (Part part : SAVED) {
            if (run.has(part)) {
                contents.put(part, Files.readAllBytes(run.file(part)));
            }
        }
        return contents;
    }
}
