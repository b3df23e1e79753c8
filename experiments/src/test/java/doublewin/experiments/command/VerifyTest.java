package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.tensor.Tensor;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.Checkpoint;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.nn.Layer;
import doublewin.nn.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is looked into. */
class VerifyTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of()).code()).isZero();
    }

    private Shell.Outcome verify(String... further) {
        String[] line = new String[3 + further.length];
        System.arraycopy(new String[] {"verify", "--run", run.toString()}, 0, line, 0, 3);
        System.arraycopy(further, 0, line, 3, further.length);
        return Shell.USUAL.run(line);
    }

    @Test
    void aWholeRunIsTrainedAgainToTheSameLines() {
        Shell.Outcome outcome = verify();
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("whole: checkpoint.safetensors, checkpoint.previous.safetensors")
                .contains("same bits in the first 6 steps");
        assertThat(verify("--steps", "2").out()).contains("same bits in the first 2 steps");
        assertThat(verify("--steps", "0").out()).doesNotContain("same bits");
    }

    @Test
    void aStepThatComesOutOtherwiseIsNamed() throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        List<String> lines = Files.readAllLines(metrics);
        lines.set(3, lines.get(3).replaceFirst("\"loss\":[0-9.]+", "\"loss\":2.25"));
        Files.write(metrics, lines);
        Shell.Outcome outcome = verify();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(metrics + ", step 4 of training: expected {")
                .contains("\"loss\":2.25");
        assertThat(verify("--steps", "3").code()).isZero();
    }

    /** A table of outcomes has a digest as weights do. */
    @Test
    void aDamagedTableIsNamed() throws IOException {
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).code()).isZero();
        assertThat(verify("--steps", "0").out()).contains("outcomes.bin");
        Path outcomes = run.resolve("outcomes.bin");
        byte[] bytes = Files.readAllBytes(outcomes);
        bytes[bytes.length - 40] ^= 1;
        Files.write(outcomes, bytes);
        Shell.Outcome outcome = verify("--steps", "0");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(outcomes.toString());
    }

    /** Whole, and of this run, but not what its training ends in: no line of the metrics tells. */
    @Test
    void weightsThatTrainingDoesNotEndInAreNamed() throws IOException {
        assertThat(verify().out()).contains("and in the weights of checkpoint.safetensors");
        RunFolder folder = new RunFolder(run, Disk.FILES);
        Settings settings = folder.settings();
        Layer network = settings.build();
        Checkpoint checkpoint = Checkpoint.read(folder.file(Part.CHECKPOINT), settings);
        checkpoint.restore(network);
        Tensor bias = StateDict.of(network).tensors().get("fc.bias");
        bias.set(0, Math.nextUp(bias.get(0)));
        Checkpoint.save(Disk.FILES, folder.file(Part.CHECKPOINT), settings, network, Map.of(), checkpoint.state());
        Shell.Outcome outcome = verify();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("checkpoint.safetensors: expected weights with the hash ");
        assertThat(verify("--steps", "0").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads=2", "--steps=3", "--data=x"})
    void whatBelongsToARunIsRefusedWithoutOne(String option) {
        Shell.Outcome outcome = Shell.USUAL.run("verify", option);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("doublewin: " + option.substring(0, option.indexOf('=')) + ": found without --run");
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path checkpoint = run.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length - 1] ^= 1;
        Files.write(checkpoint, bytes);
        Shell.Outcome outcome = verify();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(checkpoint + ": expected the content whose SHA-256 it tells");
    }
}
