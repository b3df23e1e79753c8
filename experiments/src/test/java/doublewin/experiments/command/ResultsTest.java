package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
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
        assertThat(stopped.err()).contains("the images done so far are saved, the same command goes on from there");
        byte[] some = Files.readAllBytes(run.resolve("outcomes.bin"));
        Shell.Outcome resumed = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(resumed.code()).isZero();
        assertThat(resumed.err()).contains("measuring: 15 images, 10 of them done before");
        byte[] outcomes = Files.readAllBytes(run.resolve("outcomes.bin"));
        assertThat(outcomes).hasSameSizeAs(some).isNotEqualTo(some);
        byte[] matrix = Files.readAllBytes(run.resolve("transfer.json"));
        byte[] picture = Files.readAllBytes(run.resolve("heatmap.svg"));
        Shell.Outcome again = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(again.err()).doesNotContain("measuring");
        Files.delete(run.resolve("outcomes.bin"));
        Files.writeString(run.resolve("transfer.partial.json"), "of an earlier version");
        Shell.Outcome whole = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(whole.err()).contains("measuring").doesNotContain("done before");
        assertThat(run.resolve("transfer.partial.json")).doesNotExist();
        assertThat(Files.readAllBytes(run.resolve("outcomes.bin"))).isEqualTo(outcomes);
        assertThat(Files.readAllBytes(run.resolve("transfer.json"))).isEqualTo(matrix);
        assertThat(Files.readAllBytes(run.resolve("heatmap.svg"))).isEqualTo(picture);
    }

    /** What is wanted is read before anything is moved. */
    @Test
    void aDamagedTableLeavesTheOtherInItsPlace() throws IOException {
        Shell.USUAL.run("heatmap", "--run", run.toString(), "--images", "4");
        Shell.USUAL.run("heatmap", "--run", run.toString());
        byte[] own = Files.readAllBytes(run.resolve("outcomes.bin"));
        Path aside;
        try (Stream<Path> files = Files.list(run)) {
            aside = files.filter(file -> file.getFileName().toString().startsWith("outcomes-"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(aside, new byte[100]);
        Shell.Outcome outcome = Shell.USUAL.run("heatmap", "--run", run.toString(), "--images", "4");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(aside + ": expected");
        assertThat(Files.readAllBytes(run.resolve("outcomes.bin"))).isEqualTo(own);
    }

    /** Its bits are on disk: who made them must be known, whoever makes the rest. */
    @Test
    void aMeasurementThatWasStoppedIsInProvenance() throws IOException {
        assertThat(Shell.stoppingAfter(0)
                        .run("heatmap", "--run", run.toString())
                        .code())
                .isEqualTo(130);
        JsonNode commands = json("provenance.json").get("commands");
        assertThat(commands.size()).isEqualTo(2);
        assertThat(commands.get(1).get("command").asString()).isEqualTo("heatmap");
    }

    @Test
    void anAttackIsNamedByTheBoundThatClips() throws IOException {
        Shell.USUAL.run("heatmap", "--run", run.toString(), "--eps", "2.1");
        assertThat(json("transfer.json").get("attack").asString()).isEqualTo("PGD-2, epsilon 2.1/255, alpha 2/255");
        byte[] outcomes = Files.readAllBytes(run.resolve("outcomes.bin"));
        // The next double is the same float.
        Shell.Outcome again = Shell.USUAL.run("heatmap", "--run", run.toString(), "--eps", "2.1000000000000005");
        assertThat(again.err()).doesNotContain("measuring");
        assertThat(Files.readAllBytes(run.resolve("outcomes.bin"))).isEqualTo(outcomes);
    }

    @Test
    void theHeatMapMayOnlyWorkSoLong() throws IOException {
        Shell.Outcome piece = Shell.ticking().run("heatmap", "--run", run.toString(), "--stop-after", "1s");
        assertThat(piece.code()).isZero();
        assertThat(piece.err()).contains("doublewin: the time is up: stopped; the images done so far are saved");
        assertThat(run.resolve("transfer.json")).doesNotExist();
        Shell.Outcome rest = Shell.USUAL.run("heatmap", "--run", run.toString(), "--stop-after", "1h");
        assertThat(rest.err()).contains("measuring: 15 images, 5 of them done before");
        assertThat(run.resolve("transfer.json")).exists();
    }

    /** Other images, another epsilon, other precisions: each table is kept, and taken up again when it is asked for. */
    @Test
    void outcomesOfOtherMeasurementsAreKeptApart() throws IOException {
        Shell.USUAL.run("heatmap", "--run", run.toString());
        byte[] own = Files.readAllBytes(run.resolve("outcomes.bin"));
        byte[] matrix = Files.readAllBytes(run.resolve("transfer.json"));
        List<List<String>> others =
                List.of(List.of("--images", "4"), List.of("--eps", "2"), List.of("--precisions", "8"));
        for (List<String> other : others) {
            List<String> line = new ArrayList<>(List.of("heatmap", "--run", run.toString()));
            line.addAll(other);
            Shell.Outcome outcome = Shell.USUAL.run(line.toArray(String[]::new));
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains("measuring").doesNotContain("done before");
        }
        assertThat(json("transfer.json").get("precisions")).hasToString("[8]");
        assertThat(run.resolve("heatmap.svg")).content().contains("epsilon 8/255");
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("outcomes-[0-9a-f]{8}\\.bin")))
                    .hasSize(3);
        }
        Shell.Outcome back = Shell.USUAL.run("heatmap", "--run", run.toString());
        assertThat(back.err()).doesNotContain("measuring");
        assertThat(Files.readAllBytes(run.resolve("outcomes.bin"))).isEqualTo(own);
        assertThat(Files.readAllBytes(run.resolve("transfer.json"))).isEqualTo(matrix);
    }

    @Test
    void theEvaluationGoesOnWhereItOrTheHeatMapStopped() throws IOException {
        assertThat(Shell.stoppingAfter(0)
                        .run("heatmap", "--run", run.toString())
                        .code())
                .isEqualTo(130);
        assertThat(Shell.stoppingAfter(0)
                        .run("evaluate", "--run", run.toString())
                        .code())
                .isEqualTo(130);
        Shell.Outcome resumed = Shell.USUAL.run("evaluate", "--run", run.toString());
        assertThat(resumed.err()).contains("measuring: 15 images, 10 of them done before");
        byte[] evaluation = Files.readAllBytes(run.resolve("evaluation.json"));
        Files.delete(run.resolve("outcomes.bin"));
        Shell.USUAL.run("evaluate", "--run", run.toString());
        assertThat(Files.readAllBytes(run.resolve("evaluation.json"))).isEqualTo(evaluation);
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).err()).doesNotContain("measuring");
    }

    @Test
    void resultsSayWhatTheyStandOn() throws IOException {
        Shell.USUAL.run("heatmap", "--run", run.toString());
        Shell.USUAL.run("evaluate", "--run", run.toString());
        String weights = json("transfer.json").get("weights").asString();
        assertThat(weights).matches("[0-9a-f]{64}");
        for (String file : List.of("transfer.json", "evaluation.json")) {
            JsonNode result = json(file);
            assertThat(result.get("weights").asString()).isEqualTo(weights);
            assertThat(result.get("numerics").asString()).isEqualTo("winograd");
            assertThat(result.get("seed").asInt()).isEqualTo(1);
            assertThat(result.get("attack").asString()).isEqualTo("PGD-2, epsilon 8/255, alpha 2/255");
            assertThat(result.get("attackParameters"))
                    .hasToString("{\"alpha\":\"2.0\",\"ball\":\"LINF\",\"epsilon\":\"8.0\",\"restarts\":\"1\","
                            + "\"steps\":\"2\"}");
        }
        String line = "weights=" + weights;
        assertThat(Files.readString(run.resolve("heatmap.svg"))).contains("<metadata>" + line);
        assertThat(Files.readString(run.resolve("heatmap.png"), StandardCharsets.ISO_8859_1))
                .contains("Source\0" + line);
        assertThat(Files.readAllLines(run.resolve("transfer.csv")))
                .last()
                .asString()
                .startsWith("# " + line);
        Path copy = Files.createDirectory(folder.resolve("weights-alone"));
        for (String file : List.of("run.json", "checkpoint.safetensors")) {
            Files.copy(run.resolve(file), copy.resolve(file));
        }
        Shell.USUAL.run("heatmap", "--run", copy.toString());
        assertThat(Files.readAllBytes(copy.resolve("transfer.json")))
                .isEqualTo(Files.readAllBytes(run.resolve("transfer.json")));
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
                        "attack",
                        "attackParameters",
                        "clean",
                        "columnAverages",
                        "correct",
                        "images",
                        "nonFiniteGradients",
                        "numerics",
                        "overallAverage",
                        "precisions",
                        "rowAverages",
                        "seed",
                        "testChecksum",
                        "vanishedGradients",
                        "weights");
        assertThat(matrix.get("vanishedGradients")).hasToString("[0,0]");
        assertThat(matrix.get("nonFiniteGradients")).hasToString("[0,0]");
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
        assertThat(csv).hasSize(5).first().isEqualTo("inference,attack 4,attack 8,average,clean");
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
    void provenanceTellsOfEveryCommand() throws IOException {
        Shell.USUAL.run("heatmap", "--run", run.toString(), "--threads", "1");
        JsonNode commands = json("provenance.json").get("commands");
        assertThat(commands.size()).isEqualTo(2);
        assertThat(commands.get(0).get("command").asString()).isEqualTo("train");
        assertThat(commands.get(0).get("trainChecksum").asString()).hasSize(64);
        assertThat(commands.get(0).get("weights").asString()).isEmpty();
        assertThat(commands.get(1).get("weights"))
                .isEqualTo(json("transfer.json").get("weights"));
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
