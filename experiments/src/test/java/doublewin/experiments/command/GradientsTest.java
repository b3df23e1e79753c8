package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Precisions of a run against each other. */
class GradientsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> FILES = List.of(
            "gradients.json",
            "gradient-cosine.csv",
            "gradient-cosine.svg",
            "gradient-signs.csv",
            "gradient-signs.svg",
            "perturbation-cosine.csv",
            "perturbation-cosine.svg",
            "perturbation-signs.csv",
            "perturbation-signs.svg",
            "segments.csv",
            "segments.svg");

    @TempDir
    private static Path folder;

    private static Path trained;

    /** A copy of it that was compared. */
    private static Path run;

    private static Shell.Outcome outcome;

    @BeforeAll
    static void compare() throws IOException {
        trained = folder.resolve("trained");
        List<String> settings = List.of("trainImages=160", "batch=32", "epochs=5", "learningRate=0.1");
        assertThat(Shell.USUAL.train(trained, settings).code()).isZero();
        run = copy("run");
        outcome = gradients(Shell.USUAL, run);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    private static Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(trained)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    /** On two blocks of images. */
    private static Shell.Outcome gradients(Shell shell, Path run, String... further) {
        List<String> arguments =
                new ArrayList<>(List.of("gradients", "--run", run.toString(), "--images", "70", "--eps", "2"));
        arguments.addAll(List.of(further));
        return shell.run(arguments.toArray(String[]::new));
    }

    private static JsonNode json() throws IOException {
        return JSON.readTree(Files.readString(run.resolve("gradients.json")));
    }

    @Test
    void theFileHasItsNamesAndFigures() throws IOException {
        JsonNode found = json();
        assertThat(new TreeSet<>(found.propertyNames()))
                .containsExactly(
                        "attack",
                        "attackParameters",
                        "confidence",
                        "gradients",
                        "images",
                        "numerics",
                        "otherSeed",
                        "perturbations",
                        "precisions",
                        "seed",
                        "segments",
                        "testChecksum",
                        "weights");
        assertThat(found.get("precisions")).hasToString("[4,8]");
        assertThat(found.get("images").asInt()).isEqualTo(70);
        assertThat(found.get("attack").asString()).isEqualTo("PGD-2, epsilon 2/255, alpha 2/255");
        assertThat(found.at("/gradients/images").asInt()).isEqualTo(70);
        assertThat(found.at("/gradients/vanished")).hasToString("[0,0]");
        assertThat(found.at("/perturbations/images").asInt()).isBetween(1, 69);
        for (String matrix : List.of("/gradients/cosine", "/gradients/signs")) {
            JsonNode cells = found.at(matrix + "/estimate");
            assertThat(cells.at("/0/0").asDouble()).isOne();
            assertThat(cells.at("/0/1").asDouble())
                    .isEqualTo(cells.at("/1/0").asDouble())
                    .isEqualTo(found.at(matrix + "/otherPrecision/estimate").asDouble())
                    .isBetween(0.3, 0.9999)
                    .isBetween(
                            found.at(matrix + "/low/0/1").asDouble(),
                            found.at(matrix + "/high/0/1").asDouble());
        }
        assertThat(found.at("/perturbations/cosine/estimate/0/0").asDouble()).isBetween(0.0, 0.9999);
    }

    /** Both ways begin at the same images, and end at those that the matrix of accuracies counts. */
    @Test
    void segmentsBeginAndEndWhereTheyShould() throws IOException {
        JsonNode segments = json().get("segments");
        assertThat(segments.size()).isEqualTo(9);
        for (int point = 0; point < 9; point++) {
            assertThat(segments.get(point).get("t").asDouble()).isEqualTo(point / 8.0);
        }
        for (String figure : List.of("/0/loss", "/0/accuracy")) {
            assertThat(segments.at(figure + "/otherPrecision/estimate").asDouble())
                    .isCloseTo(segments.at(figure + "/samePrecision/estimate").asDouble(), within(1e-12));
        }
        assertThat(segments.at("/8/accuracy/estimate")).isEqualTo(json().at("/perturbations/accuracy/estimate"));
        assertThat(segments.at("/8/loss/estimate/0/1").asDouble())
                .isNotEqualTo(segments.at("/0/loss/estimate/0/1").asDouble());
    }

    @Test
    void tablesAndPicturesAgreeWithIt() throws IOException {
        List<String> csv = Files.readAllLines(run.resolve("perturbation-signs.csv"));
        assertThat(csv).hasSize(4).first().isEqualTo("precision,4,8");
        double cell = Double.parseDouble(csv.get(2).split(",")[1]);
        assertThat(cell)
                .isCloseTo(json().at("/perturbations/signs/estimate/1/0").asDouble(), within(1e-6));
        List<String> segments = Files.readAllLines(run.resolve("segments.csv"));
        assertThat(segments).hasSize(6).first().asString().startsWith("inference,to,loss at 0.0,loss at 0.125");
        assertThat(segments.get(2)).startsWith("4,8,");
        assertThat(Double.parseDouble(segments.get(2).split(",")[10]))
                .isCloseTo(json().at("/segments/8/loss/estimate/0/1").asDouble(), within(1e-6));
        String weights = "weights=" + json().get("weights").asString();
        for (String file : FILES.subList(1, FILES.size())) {
            assertThat(run.resolve(file)).content().contains(weights);
        }
        assertThat(run.resolve("gradient-cosine.svg")).content().contains("Precision (bit)", ">1.000<", "70 images");
        assertThat(run.resolve("segments.svg")).content().contains("<polyline", "another random start");
        assertThat(outcome.out())
                .contains(
                        "cosine of perturbations, of another random start",
                        "of 70 test images at precisions 4,8",
                        run.resolve("segments.svg").toString());
    }

    @Test
    void threadsChangeNoByte() throws IOException {
        Path other = copy("other");
        assertThat(gradients(Shell.USUAL, other, "--threads", "1").code()).isZero();
        for (String file : FILES) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
        }
    }

    @Test
    void whoStopsItKeepsNothing() throws IOException {
        Path stopped = copy("stopped");
        Shell.Outcome first = gradients(Shell.stoppingAfter(7), stopped);
        assertThat(first.code()).isEqualTo(130);
        assertThat(first.err()).contains("stopped; nothing is kept of gradients, the same command begins anew");
        assertThat(Shell.contents(stopped)).doesNotContainKeys(FILES.toArray(String[]::new));
    }

    @Test
    void anExportHasThem() {
        Path copy = folder.resolve("exported");
        assertThat(Shell.USUAL
                        .run("export", "--run", run.toString(), "--out", copy.toString())
                        .code())
                .isZero();
        assertThat(Shell.contents(copy)).containsKeys(FILES.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--precisions 8 | --precisions: expected at least two to compare, found 8",
                "--precisions full | --precisions: expected at least two to compare, found full",
                "--eps 0 | --eps: expected more than 0, since attacks are compared, found 0",
            })
    void nothingCanBeCompared(String options, String message) {
        Map<String, byte[]> before = Shell.contents(trained);
        String[] line = ("gradients --run " + trained + " " + options).split(" ");
        Shell.Outcome refused = Shell.USUAL.run(line);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(message).doesNotContain("Exception");
        assertThat(Shell.contents(trained)).containsExactlyEntriesOf(before);
    }

    @Test
    void thereIsNoCheckpointOrNoRun() throws IOException {
        Path untrained = copy("untrained");
        Files.delete(untrained.resolve("checkpoint.safetensors"));
        Shell.Outcome without = gradients(Shell.USUAL, untrained);
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains(untrained + " holds no checkpoint.safetensors");
        Shell.Outcome nowhere = gradients(Shell.USUAL, folder.resolve("nowhere"));
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("nowhere holds no run: there is no run.json");
    }

    /** A learning rate of next to nothing: the network knows none of the few images at both precisions. */
    @Test
    void noImageIsRight() throws IOException {
        Path blind = folder.resolve("blind");
        assertThat(Shell.USUAL
                        .train(blind, List.of("learningRate=1e-9", "epochs=1"))
                        .code())
                .isZero();
        Shell.Outcome none = Shell.USUAL.run("gradients", "--run", blind.toString(), "--images", "1");
        assertThat(none.code()).as(none.out()).isEqualTo(1);
        assertThat(none.err())
                .contains(blind + ": none of the 1 images is classified correctly at all of the precisions 4,8");
        assertThat(blind.resolve("gradients.json")).doesNotExist();
    }

    @Test
    void thePageTellsOfIt() throws IOException {
        Path reported = copy("reported");
        assertThat(Shell.USUAL
                        .run("heatmap", "--run", reported.toString(), "--images", "8")
                        .code())
                .isZero();
        assertThat(Shell.USUAL.run("report", "--run", reported.toString()).code())
                .isZero();
        assertThat(reported.resolve("report.html")).content().doesNotContain("Why attacks transfer poorly");
        for (String file : List.of("gradients.json", "gradient-cosine.svg", "segments.svg")) {
            Files.copy(run.resolve(file), reported.resolve(file));
        }
        assertThat(Shell.USUAL.run("report", "--run", reported.toString()).code())
                .isZero();
        JsonNode cosine =
                JSON.readTree(Files.readString(run.resolve("gradients.json"))).at("/gradients/cosine/otherPrecision");
        String expected = String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                cosine.get("estimate").asDouble(),
                cosine.get("low").asDouble(),
                cosine.get("high").asDouble());
        String page = Files.readString(reported.resolve("report.html"));
        assertThat(page)
                .contains("Why attacks transfer poorly")
                .contains("<th scope=\"row\">cosine of input gradients</th><td>" + expected + "</td>")
                .containsOnlyOnce("loss between adversarial examples of ")
                .doesNotContain("cosine of perturbations of ");
    }
}
