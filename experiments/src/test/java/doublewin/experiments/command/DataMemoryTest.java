package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run knows where its images are. */
class DataMemoryTest {
    private static final long CIFAR_FILE_BYTES = 10_000 * 3073;
    private static final List<String> SETTINGS = List.of(
            "depth=10",
            "trainImages=16",
            "batch=8",
            "epochs=1",
            "testImages=2",
            "attackSteps=1",
            "trainPrecisions=4,8",
            "evaluationPrecisions=4,8");

    @TempDir
    private Path folder;

    private Path data;
    private Path run;

    /** Black images are images, too, though not the published ones. */
    @BeforeEach
    void train() throws IOException {
        data = black("data");
        run = folder.resolve("run");
        List<String> line = line(run);
        line.add("--other-images");
        Shell.Outcome outcome = Shell.USUAL.run(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private List<String> line(Path out) {
        List<String> line = new ArrayList<>(
                List.of("train", "--recipe", "cifar10-quick", "--data", data.toString(), "--out", out.toString()));
        SETTINGS.forEach(setting -> line.addAll(List.of("--set", setting)));
        return line;
    }

    @Test
    void imagesThatAreNotThePublishedOnesAreTakenOnlyWhereTheUserSaysSo() {
        Path out = folder.resolve("refused");
        Shell.Outcome refused = Shell.USUAL.run(line(out).toArray(String[]::new));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("data_batch_3.bin has other bytes than the official one")
                .contains("--other-images");
        assertThat(out).doesNotExist();
        Shell.Outcome checked = Shell.USUAL.run("data", "--data", data.toString());
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.err()).contains("not the official files: data_batch_1.bin has other bytes");
        Shell.Outcome measured = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(measured.code()).isZero();
        assertThat(measured.err()).contains("note: " + data.toAbsolutePath() + ": test_batch.bin has other bytes");
    }

    /** Who selects weights by test images, or looks at them now and then, does so by the same ones to the end. */
    @Test
    void testImagesThatTrainingLooksAtStayTheSame() throws IOException {
        assertThat(run.resolve("provenance.json")).content().contains("data_batch_1.bin has other bytes");
        Path judged = folder.resolve("judged");
        List<String> line = line(judged);
        line.addAll(List.of("--other-images", "--set", "validate=test"));
        Shell.Outcome trained = Shell.USUAL.run(line.toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains(data + ": not the official files: ");
        try (RandomAccessFile test =
                new RandomAccessFile(data.resolve("test_batch.bin").toFile(), "rw")) {
            test.seek(100);
            test.write(1);
        }
        Shell.Outcome resumed = Shell.USUAL.run("train", "--resume", "--out", judged.toString());
        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.err()).contains(judged + " was judged by other test images in training");
        assertThat(Shell.USUAL.run("train", "--resume", "--out", run.toString()).code())
                .isZero();
    }

    @Test
    void theOfficialFilesAreSaidToBe() {
        String real = System.getProperty("doublewin.cifar10");
        assumeThat(real)
                .as("skipped: -Ddoublewin.cifar10 names no folder of CIFAR-10")
                .isNotNull();
        Shell.Outcome outcome = Shell.USUAL.run("data", "--data", real);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).last().isEqualTo("official");
    }

    private Path black(String name) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        List<String> files = new ArrayList<>(List.of("test_batch.bin"));
        for (int batch = 1; batch <= 5; batch++) {
            files.add("data_batch_" + batch + ".bin");
        }
        for (String file : files) {
            try (RandomAccessFile sparse =
                    new RandomAccessFile(place.resolve(file).toFile(), "rw")) {
                sparse.setLength(CIFAR_FILE_BYTES);
            }
        }
        return place;
    }

    @Test
    void commandsThatGoOnFindThemAndSaySo() {
        String said = "CIFAR-10: " + data.toAbsolutePath() + ", where the run found it in training";
        for (String line : List.of("heatmap --run ", "evaluate --run ", "train --resume --out ")) {
            Shell.Outcome outcome = Shell.USUAL.run((line + run).split(" "));
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains(said);
        }
    }

    @Test
    void whatTheUserNamesComesFirst() throws IOException {
        String other = black("other").toString();
        Shell.Outcome byOption = Shell.USUAL.run("heatmap", "--run", run.toString(), "--data", other);
        Shell.Outcome byEnvironment =
                Shell.with(Map.of("DOUBLEWIN_DATA", other)).run("evaluate", "--run", run.toString());
        for (Shell.Outcome outcome : List.of(byOption, byEnvironment)) {
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err()).doesNotContain("where the run found it");
        }
        assertThat(run.resolve("provenance.json")).content().contains("\"data\" : \"" + other + "\"");
    }

    /** As on another machine. */
    @Test
    void whereTheyAreGoneTheUsualPlaceCounts() throws IOException {
        Files.move(data, folder.resolve("moved"));
        Shell.Outcome outcome = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("data does not exist").doesNotContain("where the run found it");
    }
}
