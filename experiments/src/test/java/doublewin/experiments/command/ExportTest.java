package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.io.SafetensorsFile;
import doublewin.experiments.store.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a run for others. */
class ExportTest {
    private static final List<String> NONE = List.of();

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void measure() {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, NONE).code()).isZero();
        for (String command : List.of("heatmap", "evaluate", "report")) {
            assertThat(Shell.USUAL.run(command, "--run", run.toString()).code()).isZero();
        }
    }

    private static Shell.Outcome export(Path from, Path to) {
        return Shell.USUAL.run("export", "--run", from.toString(), "--out", to.toString());
    }

    @Test
    void theCopyIsMeasuredAndReportedOnAsTheRunIs() throws IOException {
        Path copy = folder.resolve("copy");
        Shell.Outcome outcome = export(run, copy);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("exported: " + copy, "  weights.safetensors", "  outcomes.bin");
        Map<String, byte[]> exported = Shell.contents(copy);
        assertThat(exported)
                .containsOnlyKeys(
                        "run.json",
                        "weights.safetensors",
                        "provenance.json",
                        "metrics.jsonl",
                        "outcomes.bin",
                        "transfer.json",
                        "transfer.csv",
                        "heatmap.svg",
                        "heatmap.png",
                        "evaluation.json",
                        "claims.json");
        Files.delete(copy.resolve("outcomes.bin"));
        for (String command : List.of("heatmap", "evaluate", "report")) {
            Shell.Outcome again = Shell.USUAL.run(command, "--run", copy.toString());
            assertThat(again.code()).as(again.err()).isZero();
        }
        for (String file : List.of("outcomes.bin", "transfer.json", "heatmap.svg", "evaluation.json", "claims.json")) {
            assertThat(copy.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
        }
    }

    @Test
    void theCopyHoldsNoVelocityAndIsNotTrainedOn() throws IOException {
        Path copy = folder.resolve("not-trained-on");
        export(run, copy);
        try (SafetensorsFile weights = SafetensorsFile.open(copy.resolve("weights.safetensors"))) {
            assertThat(weights.names()).contains("conv1.weight").noneMatch(name -> name.startsWith("momentum."));
            assertThat(weights.metadata()).containsEntry("epoch", "2").containsEntry("network", "wrn");
        }
        Map<String, byte[]> before = Shell.contents(copy);
        Shell.Outcome resumed = Shell.USUAL.run("train", "--resume", "--out", copy.toString());
        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.err()).contains(copy + " holds exported weights, without the velocities");
        before.put(".lock", new byte[0]);
        assertThat(Shell.contents(copy)).containsExactlyEntriesOf(before);
    }

    @Test
    void pathsAreLeftOut() throws IOException {
        Path own = run.resolve("provenance.json");
        byte[] before = Files.readAllBytes(own);
        String told = Files.readString(own);
        Files.writeString(
                own,
                told.replaceAll(
                                "\"flags\" : \\[[^]]*]",
                                "\"flags\" : [ \"-XX:HeapDumpPath=/home/somebody\", \"-Xmx1g\" ]")
                        .replace("\"data\" : \"embedded\"", "\"data\" : \"/home/somebody/cifar\""));
        Path copy = folder.resolve("without-paths");
        export(run, copy);
        Files.write(own, before);
        assertThat(copy.resolve("provenance.json"))
                .content()
                .contains("\"-Xmx1g\"", "\"data\" : \"cifar\"")
                .doesNotContain("somebody");
    }

    /** Results of earlier weights stay behind. */
    @Test
    void resultsOfOtherWeightsAreLeftOut() {
        Path longer = folder.resolve("longer");
        Shell.stoppingAfter(3).train(longer, NONE);
        assertThat(Shell.USUAL.run("heatmap", "--run", longer.toString()).code())
                .isZero();
        assertThat(Shell.USUAL
                        .run("train", "--resume", "--out", longer.toString())
                        .code())
                .isZero();
        Path copy = folder.resolve("longer-copy");
        assertThat(export(longer, copy).code()).isZero();
        assertThat(Shell.contents(copy))
                .containsOnlyKeys("run.json", "weights.safetensors", "provenance.json", "metrics.jsonl");
    }

    /** All of it or nothing. */
    @Test
    void whatStopsItLeavesNothing() throws IOException {
        Path copy = folder.resolve("full-disk");
        Shell.Outcome outcome =
                Shell.on(new FullDisk(1000)).run("export", "--run", run.toString(), "--out", copy.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(copy).doesNotExist();
        assertThat(export(run, copy).code()).isZero();
        Shell.Outcome again = export(run, copy);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains(copy + " is there already");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }
}
