package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.spark.TinyRun;
import doublewin.experiments.spark.TinyStudy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study by Spark's embedded engine: its runs are those of {@code train} and {@code heatmap}, to the byte. */
class StudyTest {
    private static final TinyStudy STUDY = new TinyStudy(List.of("demo"), List.of(1, 2), 2);
    private static final List<String> RUNS = STUDY.runs();

    @TempDir
    private static Path folder;

    private static Path file;
    private static Path alone;

    @BeforeAll
    static void write() throws IOException {
        file = STUDY.write(folder.resolve("study.json"));
        alone = folder.resolve("alone");
        STUDY.alone(alone);
    }

    private static TinyRun.Outcome study(Path out, BooleanSupplier stop, String... further) {
        String[] line = Stream.concat(
                        Stream.of("study", file.toString(), "--out", out.toString(), "--master", "local[2]"),
                        Stream.of(further))
                .toArray(String[]::new);
        return run(stop, line);
    }

    private static TinyRun.Outcome run(BooleanSupplier stop, String... line) {
        return TinyRun.run(
                new LocalBackend(), stop, (host, commands) -> commands.addSubcommand(new StudyCommand(host)), line);
    }

    @Test
    void runsAreThoseOfTrainAndHeatmap() throws IOException {
        Path out = folder.resolve("whole");
        TinyRun.Outcome outcome = study(out, () -> false);
        assertThat(outcome.code()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("demo-tiny", "gap", "95 %", "seeds.json");
        STUDY.assertSame(alone, out);
        assertThat(out.resolve("seeds.json")).content().contains("\"group\" : \"demo-tiny\"");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(RUNS.getFirst(), RUNS.getLast(), "seeds.json");
        }

        // Once more: there is nothing left to do, not even a line of provenance.
        byte[] provenance = Files.readAllBytes(out.resolve(RUNS.getFirst()).resolve("provenance.json"));
        TinyRun.Outcome again = study(out, () -> false);
        assertThat(again.code()).isZero();
        assertThat(out.resolve(RUNS.getFirst()).resolve("provenance.json")).hasBinaryContent(provenance);
        for (String run : RUNS) {
            assertThat(again.text().lines())
                    .filteredOn(line -> line.startsWith(run))
                    .singleElement()
                    .asString()
                    .matches(run + " +done +complete, 2 epochs( +[0-9.]+){3}");
        }

        // A map of fewer images is not the study's.
        String run = out.resolve(RUNS.getFirst()).toString();
        assertThat(TinyRun.run(new LocalBackend(), () -> false, "heatmap", "--run", run, "--images", "3")
                        .code())
                .isZero();
        assertThat(study(out, () -> false).code()).isZero();
        STUDY.assertSame(alone, out);
    }

    @Test
    void imagesThatNobodySeesAreTold() throws IOException {
        Path other =
                Files.writeString(folder.resolve("other.json"), "{\"recipes\": [\"cifar10-quick\"], \"seeds\": [1]}");
        TinyRun.Outcome outcome = run(
                () -> false,
                "study",
                other.toString(),
                "--out",
                folder.resolve("other").toString(),
                "--data",
                folder.resolve("none").toString(),
                "--master",
                "local[1]");
        assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
        assertThat(outcome.text()).contains("can't train on the images", "all machines must see them under one name");
    }

    @Test
    void imagesAreFoundWhereTheyWere() throws IOException {
        Path black = Files.createDirectory(folder.resolve("black"));
        for (String name :
                List.of("test_batch", "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")) {
            try (RandomAccessFile sparse =
                    new RandomAccessFile(black.resolve(name + ".bin").toFile(), "rw")) {
                sparse.setLength(10_000L * 3073);
            }
        }
        Path small = Files.writeString(
                folder.resolve("small.json"),
                "{\"recipes\": [\"cifar10-quick\"], \"seeds\": [1], \"settings\": {\"small\": {\"trainImages\": 8, \"batch\": 8,"
                        + " \"epochs\": 1, \"testImages\": 2, \"evaluationPrecisions\": [4], \"attackSteps\": 1}}}");
        Path out = folder.resolve("remembering");
        String[] line = {
            "study",
            small.toString(),
            "--out",
            out.toString(),
            "--other-images",
            "--master",
            "local[1]",
            "--data",
            black.toString()
        };
        TinyRun.Outcome outcome = run(() -> false, line);
        assertThat(outcome.code()).as(outcome.text()).isZero();
        Files.delete(out.resolve("cifar10-quick-small-seed1/outcomes.bin"));
        outcome = run(() -> false, Arrays.copyOf(line, line.length - 2));
        assertThat(outcome.code()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("CIFAR-10: " + black + ", where the run found it in training");
    }

    @Test
    void aStoppedStudyGoesOn() throws IOException {
        Path out = folder.resolve("stopped");
        Path begun = out.resolve(RUNS.getFirst()).resolve("run.json");
        TinyRun.Outcome outcome = study(out, () -> Files.exists(begun));
        assertThat(outcome.code()).as(outcome.text()).isEqualTo(130);
        assertThat(outcome.text()).contains("stopped after", "the same command goes on");
        outcome = study(out, () -> false);
        assertThat(outcome.code()).as(outcome.text()).isZero();
        STUDY.assertSame(alone, out);
    }

    @Test
    void aRunThatFailsIsNamedAndTheOthersAreDone() throws IOException {
        Path out = folder.resolve("failing");
        Path broken = Files.createDirectories(out.resolve(RUNS.getFirst()));
        Files.writeString(broken.resolve("checkpoint.safetensors"), "no checkpoint");
        TinyRun.Outcome outcome = study(out, () -> false);
        assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
        assertThat(outcome.text()).contains("1 of 2 runs failed", RUNS.getFirst() + ": ", "checkpoint.safetensors");
        assertThat(out.resolve(RUNS.getLast()).resolve("heatmap.svg")).exists();
        assertThat(out.resolve("seeds.json")).doesNotExist();
    }

    @Test
    void anotherRunInTheFolderIsRefused() throws IOException {
        Path out = folder.resolve("taken");
        TinyRun.train(out.resolve(RUNS.getFirst()), new LocalBackend(), 5);
        TinyRun.Outcome outcome = study(out, () -> false);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("other settings than the study's: ", "name another folder by --out");
    }

    @Test
    void aFileThatIsNoneIsTold() {
        TinyRun.Outcome outcome =
                run(() -> false, "study", folder.resolve("none.json").toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("none.json").hasLineCount(1);
    }
}
