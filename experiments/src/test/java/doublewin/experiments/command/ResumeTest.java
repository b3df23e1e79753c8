package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was stopped, or computed by other threads, ends in the same bytes. */
class ResumeTest {
    private static final List<String> NONE = List.of();
    private static final List<String> VALIDATED = List.of("validate=test");
    private static final List<String> SELECTING = List.of("selection=test", "testImages=70", "attackSteps=1");

    @TempDir
    private static Path folder;

    private static Path whole;

    @BeforeAll
    static void trainWithoutAStop() {
        whole = folder.resolve("whole");
        assertThat(Shell.USUAL.train(whole, NONE, "--threads", "2").code()).isZero();
    }

    private void assertEqualRuns(Path found, Path expected, String... files) throws IOException {
        for (String file : files) {
            assertThat(Files.readAllBytes(found.resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(expected.resolve(file)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5})
    void aStoppedRunGoesOn(int steps) throws IOException {
        Path run = folder.resolve("stopped-" + steps);
        Shell.Outcome stopped = Shell.stoppingAfter(steps).train(run, NONE);
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(stopped.err()).contains("doublewin: stopped after " + steps + " of 6 steps");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(steps);
        assertThat(Shell.USUAL.train(run, NONE, "--resume").code()).isZero();
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl", "run.json");
    }

    @Test
    void aRunThatMayOnlyWorkSoLongGoesOnPieceByPiece() throws IOException {
        Path run = folder.resolve("piece-by-piece");
        Shell.Outcome piece = Shell.ticking().train(run, NONE, "--stop-after", "3s");
        assertThat(piece.code()).as(piece.err()).isZero();
        assertThat(piece.out()).doesNotContain("trained");
        assertThat(piece.err())
                .contains("doublewin: the time is up: stopped after 2 of 6 steps; the checkpoint is saved, \"doublewin"
                        + " train --resume --out " + run + "\" goes on from there");
        int pieces = 1;
        while (!piece.out().contains("trained")) {
            piece = Shell.ticking().run("train", "--resume", "--out", run.toString(), "--stop-after", "3s");
            assertThat(piece.code()).as(piece.err()).isZero();
            pieces++;
        }
        assertThat(pieces).isBetween(3, 4);
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl", "run.json");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void threadsDoNotMatter(int threads) throws IOException {
        Path run = folder.resolve("threads-" + threads);
        assertThat(Shell.USUAL
                        .train(run, NONE, "--threads", Integer.toString(threads))
                        .code())
                .isZero();
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl");
    }

    @Test
    void aRunGoesOnByItsFolderAlone() throws IOException {
        Path run = folder.resolve("by-its-folder");
        assertThat(Shell.stoppingAfter(4).train(run, NONE).code()).isEqualTo(130);
        assertThat(Shell.USUAL.run("train", "--resume", "--out", run.toString()).code())
                .isZero();
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl", "run.json");
    }

    @Test
    void savingMoreOftenChangesNoByteAndKeepsTheCheckpointBefore() throws IOException {
        Path run = folder.resolve("saved-often");
        assertThat(Shell.USUAL.train(run, NONE, "--save-every", "0s").code()).isZero();
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl", "run.json");
        byte[] last = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
        byte[] before = Files.readAllBytes(run.resolve("checkpoint.previous.safetensors"));
        assertThat(before).isNotEqualTo(last);
        // Five steps in, not three as at the end of the first epoch.
        Path five = folder.resolve("five-steps");
        Shell.stoppingAfter(5).train(five, NONE);
        assertThat(before).isEqualTo(Files.readAllBytes(five.resolve("checkpoint.safetensors")));
    }

    @Test
    void metricsAfterTheCheckpointAreCut() throws IOException {
        Path run = folder.resolve("crashed");
        Shell.stoppingAfter(4).train(run, NONE);
        Path metrics = run.resolve("metrics.jsonl");
        String torn = Files.readString(whole.resolve("metrics.jsonl"));
        Files.writeString(metrics, torn.substring(0, torn.length() - 7));
        assertThat(Shell.USUAL.train(run, NONE, "--resume").code()).isZero();
        assertEqualRuns(run, whole, "checkpoint.safetensors", "metrics.jsonl");
    }

    @Test
    void aFinishedRunStaysAsItIs() throws IOException {
        Shell.Outcome again = Shell.USUAL.train(whole, NONE, "--resume");
        assertThat(again.code()).isZero();
        assertThat(Files.readAllLines(whole.resolve("metrics.jsonl"))).hasSize(6);
    }

    @Test
    void selectionGoesOnToo() throws IOException {
        Path selected = folder.resolve("selected");
        Shell.Outcome outcome = Shell.USUAL.train(selected, SELECTING);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).contains("note: weights are selected on the test images");
        assertThat(Files.readAllLines(selected.resolve("metrics.jsonl")))
                .hasSize(8)
                .filteredOn(line -> line.contains("\"robust\""))
                .hasSize(2);
        // An epoch is three steps; the judgement after it takes its images in two blocks, with a check in between.
        for (int checks : new int[] {3, 4, 7}) {
            Path run = folder.resolve("selected-" + checks);
            assertThat(Shell.stoppingAfter(checks).train(run, SELECTING).code()).isEqualTo(130);
            assertThat(Shell.USUAL.train(run, SELECTING, "--resume").code()).isZero();
            assertEqualRuns(run, selected, "checkpoint.safetensors", "best.safetensors", "metrics.jsonl");
        }
    }

    /** It looks and changes nothing: the same weights, and the same metrics but for its own lines. */
    @Test
    void validationDecidesNothing() throws IOException {
        Path run = folder.resolve("validated");
        Shell.Outcome outcome = Shell.USUAL.train(run, VALIDATED);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("validation after epoch 1: clean ")
                .contains(" % at 4, 8 bit, on 5 test images")
                .contains("validation after epoch 2: clean ");
        assertEqualRuns(run, whole, "checkpoint.safetensors");
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(8);
        assertThat(lines.get(3)).startsWith("{\"epoch\":0,\"validation\":\"test\",\"precisions\":[4,8],\"clean\":[");
        assertThat(lines.get(7))
                .startsWith("{\"epoch\":1,\"validation\":\"test\"")
                .endsWith("\"images\":5}");
        assertThat(lines)
                .filteredOn(line -> !line.contains("validation"))
                .isEqualTo(Files.readAllLines(whole.resolve("metrics.jsonl")));
    }

    /** Stopped within it, and killed after the checkpoint that comes before it. */
    @Test
    void aValidationThatWasNotMadeIsMadeUpFor() throws IOException {
        Path validated = folder.resolve("validated-whole");
        assertThat(Shell.USUAL.train(validated, VALIDATED).code()).isZero();
        for (int checks : new int[] {3, 4, 7}) {
            Path run = folder.resolve("validated-" + checks);
            assertThat(Shell.stoppingAfter(checks).train(run, VALIDATED).code()).isEqualTo(130);
            assertThat(Shell.USUAL.train(run, VALIDATED, "--resume").code()).isZero();
            assertEqualRuns(run, validated, "checkpoint.safetensors", "metrics.jsonl");
        }
        Path killed = folder.resolve("validated-killed");
        Shell.stoppingAfter(3).train(killed, VALIDATED);
        List<String> lines = Files.readAllLines(killed.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("validation"));
        assertThat(Shell.USUAL.train(killed, VALIDATED, "--resume").code()).isZero();
        assertEqualRuns(killed, validated, "checkpoint.safetensors", "metrics.jsonl");
    }

    @Test
    void imagesHeldOutForValidationAreNotTrainedOn() throws IOException {
        Path run = folder.resolve("validated-held-out");
        List<String> settings = List.of("validate=held-out", "trainImages=1008", "epochs=1");
        assertThat(Shell.USUAL.train(run, settings).code()).isZero();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"validation\":\"held-out\"") && line.contains("\"images\":1000"));
    }

    @Test
    void heldOutImagesAreNotTrainedOn() throws IOException {
        Path run = folder.resolve("held-out");
        List<String> settings = List.of("selection=held-out", "trainImages=1008", "epochs=1", "attackSteps=1");
        assertThat(Shell.USUAL.train(run, settings).code()).isZero();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"robust\"") && line.contains("\"images\":1000"));
        assertThat(run.resolve("best.safetensors")).exists();
    }
}
