package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Heat map and evaluation of a run. */
class ResultsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void train() {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of("epochs=1")).code()).isZero();
    }

    private JsonNode json(String file) throws IOException {
        return JSON.readTree(Files.readString(run.resolve(file)));
    }

    @Test
    void theHeatMapGoesOnWhereItStopped() throws IOException {
        Shell.Outcome stopped = Shell.stoppingAfter(1).run("heatmap", "--run", run.toString());
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(json("transfer.partial.json").get("columns").size()).isEqualTo(1);
        Shell.Outcome resumed = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(resumed.code()).isZero();
        assertThat(resumed.err()).contains("heat map: 10 images, 5 of them done before");
        assertThat(run.resolve("transfer.partial.json")).doesNotExist();
        byte[] matrix = Files.readAllBytes(run.resolve("transfer.json"));
        byte[] picture = Files.readAllBytes(run.resolve("heatmap.svg"));
        Shell.Outcome whole = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(whole.err()).doesNotContain("done before");
        assertThat(Files.readAllBytes(run.resolve("transfer.json"))).isEqualTo(matrix);
        assertThat(Files.readAllBytes(run.resolve("heatmap.svg"))).isEqualTo(picture);
    }

    @Test
    void columnsOfOtherImagesAreNotUsed() throws IOException {
        Shell.stoppingAfter(1).run("heatmap", "--run", run.toString());
        assertThat(run.resolve("transfer.partial.json")).exists();
        Shell.Outcome other = Shell.USUAL.run("heatmap", "--run", run.toString(), "--images", "4");
        assertThat(other.code()).isZero();
        assertThat(other.err()).doesNotContain("done before");
        assertThat(json("transfer.json").get("images").asInt()).isEqualTo(4);
    }

    @Test
    void theMatrixHasItsNamesAndTheFilesAgree() throws IOException {
        Shell.Outcome outcome = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(outcome.out())
                .contains(
                        "diagonal",
                        "robust accuracy, average of all",
                        run.resolve("heatmap.png").toString());
        JsonNode matrix = json("transfer.json");
        assertThat(new TreeSet<>(matrix.propertyNames()))
                .containsExactly(
                        "clean", "columnAverages", "correct", "images", "overallAverage", "precisions", "rowAverages");
        assertThat(matrix.get("precisions")).hasToString("[4,8]");
        assertThat(matrix.get("images").asInt()).isEqualTo(5);
        double sum = 0;
        for (JsonNode row : matrix.get("correct")) {
            for (JsonNode cell : row) {
                sum += cell.asInt() / 5.0 / 4;
            }
        }
        assertThat(matrix.get("overallAverage").asDouble())
                .isCloseTo(sum, org.assertj.core.api.Assertions.within(1e-12));
        List<String> csv = Files.readAllLines(run.resolve("transfer.csv"));
        assertThat(csv).hasSize(4).first().isEqualTo("inference,attack 4,attack 8,average,clean");
        assertThat(run.resolve("heatmap.svg"))
                .content()
                .contains("WRN-10-1, RPT 4,8 with SBN", "embedded set, 5 images, PGD-2");
        assertThat(Files.readAllBytes(run.resolve("heatmap.png"))).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void evaluationAgreesWithTheMatrix() throws IOException {
        Shell.Outcome outcome = Shell.USUAL.run("evaluate", "--run", run.toString());
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("4 bit", "8 bit", "random precision");
        Shell.USUAL.run("heatmap", "--run", run.toString());
        JsonNode evaluation = json("evaluation.json");
        JsonNode matrix = json("transfer.json");
        assertThat(evaluation.get("training").asString()).isEqualTo("complete");
        assertThat(evaluation.get("clean")).isEqualTo(matrix.get("clean"));
        for (int i = 0; i < 2; i++) {
            assertThat(evaluation.get("robust").get(i))
                    .isEqualTo(matrix.get("correct").get(i).get(i));
        }
        assertThat(evaluation.get("randomPrecisionInference").get("clean").asInt())
                .isBetween(0, 5);
    }

    @Test
    void aVanillaRunIsDrawnByTheSameCommand() throws IOException {
        run = folder.resolve("vanilla");
        Shell.USUAL.train(run, List.of("epochs=1", "norm=ordinary", "trainPrecisions=full"));
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).code()).isZero();
        assertThat(json("transfer.json").get("precisions")).hasToString("[4,8]");
        assertThat(run.resolve("heatmap.svg")).content().contains("full-precision training");
    }

    /** An epoch is three steps; the judgement after it has one check more. */
    @ParameterizedTest
    @CsvSource({"last, 4", "test, 6"})
    void resultsOfAStoppedTrainingSaySo(String selection, int checks) throws IOException {
        run = folder.resolve("stopped");
        List<String> settings = List.of("selection=" + selection, "testImages=70", "attackSteps=1");
        assertThat(Shell.stoppingAfter(checks).train(run, settings).code()).isEqualTo(130);
        for (String command : List.of("heatmap", "evaluate")) {
            Shell.Outcome outcome = Shell.USUAL.run(command, "--run", run.toString(), "--images", "5");
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains(run + ", stopped in epoch 2 of 2; \"doublewin train\" with --resume");
        }
        assertThat(run.resolve("heatmap.svg")).content().contains(", stopped in epoch 2 of 2");
        assertThat(json("evaluation.json").get("training").asString()).isEqualTo("stopped in epoch 2 of 2");
        assertThat(Shell.USUAL.train(run, settings, "--resume").code()).isZero();
        Shell.Outcome whole = Shell.USUAL.run("heatmap", "--run", run.toString(), "--images", "5");
        assertThat(whole.err()).doesNotContain("stopped");
        assertThat(run.resolve("heatmap.svg")).content().doesNotContain("stopped");
    }

    @Test
    void provenanceTellsOfEveryCommand() throws Exception {
        Shell.USUAL.run("heatmap", "--run", run.toString(), "--threads", "1");
        JsonNode commands = json("provenance.json").get("commands");
        assertThat(commands.size()).isEqualTo(2);
        assertThat(commands.get(0).get("command").asString()).isEqualTo("train");
        assertThat(commands.get(0).get("trainChecksum").asString()).hasSize(64);
        assertThat(commands.get(0).get("checkpointChecksum").asString()).isEmpty();
        assertThat(commands.get(1).get("checkpointChecksum").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(run.resolve("checkpoint.safetensors")))));
        assertThat(commands.get(1).get("threads").asInt()).isEqualTo(1);
        for (String key : List.of("date", "version", "jdk", "flags", "cpu", "vectorBits", "seed", "testChecksum")) {
            assertThat(commands.get(1).has(key)).as(key).isTrue();
        }
    }

    @Test
    void infoShowsWhatWouldBeUsed() {
        Shell.Outcome info =
                Shell.with(Map.of("DOUBLEWIN_DATA", "/elsewhere/cifar")).run("info", "--threads", "3");
        assertThat(info.code()).isZero();
        assertThat(info.out())
                .contains(
                        "JDK",
                        "vector width",
                        "cores",
                        "memory",
                        "heap",
                        "3 would be used",
                        "/elsewhere/cifar, which does not exist");
    }
}
