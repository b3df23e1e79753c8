package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the page tells of strong attacks, of the game, of flags and of attacks by name. */
class ReportFindingsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    /** Everything was measured. */
    private static Path run;

    private static String page;

    /** Attacks would take their time, and the page does not care who filled the tables: random bits do. */
    @BeforeAll
    static void measure() throws IOException {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of("testImages=40")).code()).isZero();
        MadeUpResults.measure(run, "outcomes.bin", 1, "heatmap");
        MadeUpResults.measure(
                run,
                "outcomes.quick.bin",
                2,
                "evaluate",
                "--protocol",
                "quick",
                "--images",
                "40",
                "--precisions",
                "4,8");
        MadeUpResults.measure(run, "outcomes.attack.bin", 3, "attack", "--attack", "fgsm", "--attack", "pgd-ce");
        command(run, "game");
        MadeUpResults.flags(run);
        command(run, "report");
        page = page(run);
    }

    private static Shell.Outcome command(Path path, String name, String... further) {
        List<String> line = new ArrayList<>(List.of(name, "--run", path.toString()));
        line.addAll(List.of(further));
        Shell.Outcome outcome = Shell.USUAL.run(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    /** The page without what escapes letters. */
    private static String page(Path path) throws IOException {
        return Files.readString(path.resolve("report.html"))
                .replace("&#x3D;", "=")
                .replace("&#39;", "'")
                .replace("&quot;", "\"");
    }

    private static Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static JsonNode json(String file) throws IOException {
        return JSON.readTree(Files.readString(run.resolve(file)));
    }

    private static String percent(JsonNode fraction) {
        return String.format(Locale.ROOT, "%.1f", 100 * fraction.asDouble());
    }

    private static String interval(JsonNode node) {
        return percent(node.get("estimate")) + " (" + percent(node.get("low")) + " to " + percent(node.get("high"))
                + ")";
    }

    /** A part of a page from its heading on. */
    private static String section(String text, String heading) {
        int from = text.indexOf("<h2 id=\"" + heading + "\"");
        assertThat(from).as(heading).isNotNegative();
        return text.substring(from, text.indexOf("</section>", from));
    }

    /** The cells after a row's heading. */
    private static List<String> cells(String section, String heading) {
        Matcher row = Pattern.compile(
                        "<th scope=\"row\"[^>]*>" + Pattern.quote(heading) + "</th>((?:<td[^>]*>.*?</td>)+)</tr>")
                .matcher(section);
        assertThat(row.find()).as(heading).isTrue();
        return Pattern.compile("<td[^>]*>(.*?)</td>")
                .matcher(row.group(1))
                .results()
                .map(cell -> cell.group(1).replaceAll("<[^>]*>", ""))
                .toList();
    }

    @Test
    void theChainIsThatOfTheFile() throws IOException {
        String section = section(page, "strong-quick");
        JsonNode file = json("evaluation.quick.json");
        for (JsonNode protocol : file.get("protocols")) {
            List<String> cells = cells(section, protocol.get("protocol").asString());
            assertThat(cells.get(0)).isEqualTo(interval(protocol));
            assertThat(cells.get(1)).contains(protocol.get("attacker").asString());
            assertThat(section).contains(protocol.get("protocol").asString() + " " + interval(protocol));
        }
        assertThat(cells(section, "best candidate").get(1)).endsWith("the figure to quote.");
        JsonNode fixed = file.at("/withoutRandomness/bestFixedPrecision");
        assertThat(cells(section, "best fixed precision").getFirst())
                .isEqualTo(interval(fixed) + ", " + fixed.get("precision") + " bit");
        assertThat(cells(section, "full precision").getFirst())
                .isEqualTo(interval(file.at("/withoutRandomness/fullPrecision")));
        assertThat(cells(section, "ensemble").getFirst()).isEqualTo(interval(file.at("/withoutRandomness/ensemble")));
        assertThat(cells(section, "matching pennies").getFirst()).isEqualTo(interval(file.get("matchingPennies")));
        assertThat(cells(section, "clean accuracy").getFirst()).isEqualTo(interval(file.get("clean")));
        assertThat(section).contains("40 images at precisions 4,8, epsilon 8/255");
    }

    /** In the order of the file, by the table of the tier and by that of the attacks by name. */
    @Test
    void candidatesAreThoseOfTheFiles() throws IOException {
        assertCandidates(section(page, "strong-quick"), json("evaluation.quick.json"));
        assertCandidates(section(page, "attacks"), json("attack.json"));
        assertThat(section(page, "strong-quick"))
                .contains("<td>the mixture of 4,8</td>", "<td>the ensemble of 4,8</td>", "<td>8 bit</td>")
                .contains("<td>full</td>");
    }

    private static void assertCandidates(String section, JsonNode file) {
        List<String> told = Pattern.compile("<tr><th scope=\"row\">([^<]*)</th><td>([^<]*)</td><td>([^<]*)</td>"
                        + "<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>")
                .matcher(section)
                .results()
                .map(row -> row.group(1) + "|" + row.group(3) + "|" + row.group(4) + "|" + row.group(5) + "|"
                        + row.group(6))
                .toList();
        List<String> expected = file.get("candidates")
                .valueStream()
                .map(candidate -> candidate.path("attack").asString("clean") + "|" + there(candidate, file) + "|"
                        + interval(candidate) + "|" + candidate.get("vanishedGradients") + "|"
                        + candidate.get("nonFiniteGradients"))
                .toList();
        assertThat(told).hasSizeGreaterThan(4).isEqualTo(expected);
    }

    /** The files are of 4 and 8 bit; only what is aimed at one of them, or at full precision, has a figure there. */
    private static String there(JsonNode candidate, JsonNode file) {
        if (candidate.path("against").size() != 1) {
            return "-";
        }
        JsonNode counts = candidate.get("correct");
        double correct = switch (candidate.at("/against/0").asInt()) {
            case 0 -> candidate.get("fullPrecisionCorrect").asInt();
            case 4 -> counts.get(0).asInt();
            default -> counts.get(1).asInt();
        };
        return String.format(
                Locale.ROOT, "%.1f", 100 * correct / file.get("images").asInt());
    }

    /** Rows are precisions of inference, columns attack precisions; both rules are named. */
    @Test
    void theMapIsShownByBothRules() throws IOException {
        JsonNode maps = JSON.readTree(page(run).split("id=\"data\">")[1].split("</script>")[0])
                .get("maps");
        assertThat(maps.size()).isEqualTo(2);
        JsonNode matrix = json("transfer.json");
        JsonNode candidates = json("evaluation.quick.json").get("candidates");
        boolean differ = false;
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                JsonNode paper = maps.get(0).get("cells").get(row).get(column).get(0);
                JsonNode never = maps.get(1).get("cells").get(row).get(column).get(0);
                JsonNode candidate = candidates.get(1 + column);
                assertThat(candidate.get("attack").asString()).isEqualTo("APGD-CE, to the end");
                assertThat(paper).isEqualTo(matrix.get("correct").get(row).get(column));
                assertThat(never).isEqualTo(candidate.get("correct").get(row));
                differ |= !paper.equals(never);
            }
        }
        assertThat(differ).isTrue();
        assertThat(section(page, "map"))
                .contains("The paper's rule: an image that is wrong stops")
                .contains("The rule of the protocol quick: candidates never stop")
                .contains("data-map=\"0\"", "data-map=\"1\"", "40 images, APGD-CE, to the end");
    }

    @Test
    void theGameIsThatOfTheFile() throws IOException {
        String section = section(page, "game");
        JsonNode game = json("game.json");
        assertThat(cells(section, "value: both play optimally"))
                .containsExactly(percent(game.get("value")) + " (" + percent(game.at("/valueInterval/low")) + " to "
                        + percent(game.at("/valueInterval/high")) + ")");
        Map<String, String> rows = Map.of(
                "both draw uniformly",
                "/uniformValue",
                "uniform defender, attacker's best response",
                "/attackerBestResponse",
                "best fixed precision, " + game.get("bestFixedPrecision").asString(),
                "/bestFixed",
                "optimal mixture, on images that it was not chosen on",
                "/onUnseenImages/mixture",
                "uniform mixture, on these",
                "/onUnseenImages/uniform",
                "best fixed precision, on these",
                "/onUnseenImages/bestFixed",
                "uniform mixture, an attack picked for each image",
                "/candidateByImage/uniformValue",
                "... on images that it was not chosen on",
                "/candidateByImage/onUnseenImages/mixture",
                "... uniform mixture, on these",
                "/candidateByImage/onUnseenImages/uniform");
        rows.forEach((label, place) -> assertThat(cells(section, label)).containsExactly(percent(game.at(place))));
        JsonNode byImage = game.get("candidateByImage");
        assertThat(cells(section, "optimal mixture against that"))
                .containsExactly(percent(byImage.get("value")) + " (" + percent(byImage.at("/valueInterval/low"))
                        + " to " + percent(byImage.at("/valueInterval/high")) + ")");
        List<String> shares = Pattern.compile("</span></span>([0-9.]+)</td>")
                .matcher(section)
                .results()
                .map(share -> share.group(1))
                .toList();
        assertThat(shares)
                .isEqualTo(Stream.of("defender", "attacker")
                        .flatMap(player -> game.get(player).valueStream().map(ReportFindingsTest::percent))
                        .toList());
        for (JsonNode point : game.get("front")) {
            String cost = String.format(Locale.ROOT, "%.4g", point.get("bitOps").asDouble() / 1e9);
            assertThat(cells(section, cost).getFirst()).isEqualTo(percent(point.get("guaranteed")));
        }
    }

    /** What mixtures leave that were attacked themselves is the defence's own value. */
    @Test
    void theGameAgainstAttacksOnItsMixturesIsTold() throws IOException {
        Path again = copy("again");
        ObjectNode game = (ObjectNode) json("game.json");
        ObjectNode attacked = game.putObject("attackedAgain");
        attacked.put("value", 0.31).put("atMost", 0.32).put("converged", false);
        attacked.set("defender", game.get("defender"));
        attacked.putObject("valueInterval")
                .put("estimate", 0.31)
                .put("low", 0.21)
                .put("high", 0.41);
        attacked.putObject("onUnseenImages")
                .put("mixture", 0.29)
                .put("uniform", 0.28)
                .put("bestFixed", 0.27);
        Files.writeString(again.resolve("game.json"), JSON.writeValueAsString(game));
        command(again, "report");
        String section = section(page(again), "game");
        assertThat(cells(section, "best mixture that was attacked itself, not converged"))
                .containsExactly("31.0 (21.0 to 41.0)");
        assertThat(cells(section, "... no mixture leaves more than")).containsExactly("32.0");
        assertThat(cells(section, "... mixture of one half of the images, on the other"))
                .containsExactly("29.0");
        assertThat(section(page, "game")).doesNotContain("attacked itself");
    }

    /** In the order of the file among those that are raised, and among those that are not. */
    @Test
    void raisedSignsComeFirstAndAreNamedSo() {
        String section = section(page, "flags");
        List<String> signs = Pattern.compile("<tr><th scope=\"row\"[^>]*>([^<]*)</th><td>(.*?)</td>")
                .matcher(section)
                .results()
                .map(row -> row.group(1) + ": " + row.group(2).replaceAll("<[^>]*>", ""))
                .toList();
        assertThat(signs)
                .containsExactly(
                        "twice epsilon gains nothing: raised",
                        "two passes differ: raised",
                        "gradients vanish: not raised",
                        "more steps gain: not raised");
        assertThat(section).contains("7 images at precisions 4,8, epsilon 8/255: 2 of 4 signs are raised");
        assertThat(cells(section, "twice epsilon gains nothing"))
                .containsExactly(
                        "raised",
                        "APGD-CE, to the end against 4 bit",
                        "at epsilon 0.2857, at twice epsilon 0.2500",
                        "weak");
        assertThat(cells(section, "gradients vanish").get(2)).isEqualTo("vanished 0, not finite 2");
    }

    @Test
    void whatIsNotThereIsNotToldOf() throws IOException {
        Path bare = copy("bare");
        for (String file : List.of("evaluation.quick.json", "game.json", "flags.json", "attack.json")) {
            Files.delete(bare.resolve(file));
        }
        Shell.Outcome outcome = command(bare, "report");
        assertThat(outcome.err()).isEmpty();
        assertThat(page(bare))
                .doesNotContain("Under strong attacks", "id=\"game\"", "id=\"flags\"", "id=\"attacks\"")
                .doesNotContain("never stop", "left out");
        Path untabled = copy("untabled");
        Files.delete(untabled.resolve("outcomes.quick.bin"));
        command(untabled, "report");
        assertThat(page(untabled)).contains("id=\"strong-quick\"").doesNotContain("never stop");
    }

    @Test
    void whatIsOfOtherWeightsIsLeftOutAndSaidToBe() throws IOException {
        String weights = json("flags.json").get("weights").asString();
        for (String file : List.of("evaluation.quick.json", "game.json", "flags.json", "attack.json")) {
            Path other = copy("other-" + file);
            String text = Files.readString(other.resolve(file));
            Files.writeString(other.resolve(file), text.replace(weights, "0123"));
            String note = file + " is left out: it is of the weights 0123, and the run has " + weights;
            assertThat(command(other, "report").err()).contains("note: " + other.getFileName() + ": " + note);
            assertThat(page(other)).contains(note);
            assertThat(Stream.of("strong-quick", "game", "flags", "attacks")
                            .filter(id -> !readable(other).contains("<h2 id=\"" + id + "\"")))
                    .hasSize(1);
        }
    }

    private static String readable(Path path) {
        try {
            return page(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The figures stay; of another measurement, stopped, there is no map yet. */
    @Test
    void aTableThatIsNotTheFiguresOwnHasNoMap() throws IOException {
        Path begun = copy("begun");
        Shell.Outcome stopped = Shell.stoppingAfter(0)
                .run(
                        "evaluate",
                        "--run",
                        begun.toString(),
                        "--protocol",
                        "quick",
                        "--images",
                        "6",
                        "--precisions",
                        "8");
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(command(begun, "report").err()).contains("the map of outcomes.quick.bin is left out");
        assertThat(page(begun)).contains("id=\"strong-quick\"").doesNotContain("never stop");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    evaluation.quick.json | "protocols" | "protocol" | expected /protocols, found nothing there
                    evaluation.quick.json | "vanishedGradients" : | "vanishedGradients" : - | expected a JSON object
                    evaluation.quick.json | "precisions" : [ 4, 8 ] | "precisions" : [ 4, 17 ] | expected a bit width at /precisions/1, found '17'
                    evaluation.quick.json | "correct" : [ | "correct" : [ 3, | expected 2 counts, one a precision at /candidates/0/correct
                    game.json | "uniformValue" : | "uniformValue" : "much", "x" : | expected a number at /uniformValue, found '"much"'
                    game.json | "front" : [ | "front" : [ ], "x" : [ | expected at least one point at /front
                    flags.json | "raised" : | "raised" : 1, "x" : | expected true or false at /audits/0/flags/0/raised, found '1'
                    attack.json | "candidates" : [ | "candidates" : 3, "x" : [ | expected a list at /candidates, found '3'
                    attack.json | { | [ | expected a JSON object
                    """)
    void aBrokenFileIsOneMessageAndNothingIsWritten(String file, String found, String broken, String message)
            throws IOException {
        Path damaged = copy("damaged-" + Integer.toHexString((file + broken).hashCode()));
        String text = Files.readString(damaged.resolve(file));
        assertThat(text).contains(found);
        Files.writeString(damaged.resolve(file), text.replace(found, broken));
        Map<String, byte[]> before = Shell.contents(damaged);
        Shell.Outcome outcome = Shell.USUAL.run("report", "--run", damaged.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("doublewin: " + damaged.resolve(file) + ": ")
                .contains(message)
                .hasLineCount(1);
        assertThat(Shell.contents(damaged)).containsExactlyEntriesOf(before);
    }

    @Test
    void runsStandSideBySide() throws IOException {
        Path fewer = copy("fewer");
        MadeUpResults.measure(
                fewer,
                "outcomes.quick.bin",
                4,
                "evaluate",
                "--protocol",
                "quick",
                "--images",
                "9",
                "--precisions",
                "4,8");
        Path twin = copy("twin");
        command(run, "report", "--against", twin.toString());
        String section = section(page(run), "strong-quick");
        List<String> cells = cells(section, "best candidate");
        assertThat(cells).hasSize(3);
        assertThat(cells.get(1)).isEqualTo(cells.get(0));
        assertThat(section).contains("id=\"chain-quick-1-title\"").doesNotContain("not measured alike");
        assertThat(page(run)).contains("data-map=\"3\"").contains("id=\"front-1-title\"");
        command(run, "report", "--against", fewer.toString());
        assertThat(section(page(run), "strong-quick")).contains("not measured alike");
        command(run, "report");
        assertThat(page(run)).isEqualTo(page);
    }

    @Test
    void thePageAsksForNothing() {
        assertThat(Pattern.compile("\\b(src|href|action|xlink:href)=\"(?!data:)")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(page).doesNotContain("url(", "@import");
    }

    /** The same figures as in the JSON file; the pictures are XML. */
    @Test
    void tableAndPicturesAreInTheFolder() throws Exception {
        JsonNode file = json("evaluation.quick.json");
        String csv = Files.readString(run.resolve("evaluation.quick.csv"));
        assertThat(csv.strip().lines().toList().getLast())
                .startsWith("# weights=" + file.get("weights").asString());
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setCommentMarker('#')
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        List<CSVRecord> rows;
        try (CSVParser parser = CSVParser.parse(csv, format)) {
            rows = parser.getRecords();
        }
        List<CSVRecord> protocols =
                rows.stream().filter(row -> row.get("kind").equals("protocol")).toList();
        assertThat(protocols).hasSize(file.get("protocols").size());
        for (int i = 0; i < protocols.size(); i++) {
            assertRow(protocols.get(i), file.get("protocols").get(i), "protocol");
        }
        List<CSVRecord> candidates =
                rows.stream().filter(row -> row.get("kind").equals("candidate")).toList();
        assertThat(candidates).hasSize(file.get("candidates").size());
        for (int i = 0; i < candidates.size(); i++) {
            assertRow(candidates.get(i), file.get("candidates").get(i), "candidate");
            assertThat(candidates.get(i).get("vanished gradients"))
                    .isEqualTo(file.get("candidates")
                            .get(i)
                            .get("vanishedGradients")
                            .toString());
        }
        for (String name : List.of("evaluation.quick.svg", "game.svg")) {
            byte[] svg = Files.readAllBytes(run.resolve(name));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
            assertThat(new String(svg, StandardCharsets.UTF_8))
                    .contains("<metadata>weights=" + file.get("weights").asString());
        }
    }

    private static void assertRow(CSVRecord row, JsonNode figure, String name) {
        assertThat(row.get("name")).isEqualTo(figure.get(name).asString());
        for (String value : List.of("estimate", "low", "high")) {
            assertThat(row.get(value))
                    .isEqualTo(
                            String.format(Locale.ROOT, "%.6f", figure.get(value).asDouble()));
        }
    }

    /** Where full precision is one of the precisions, it is told of by its own column, and has no second one. */
    @Test
    void fullPrecisionIsToldOfWhereItIsDrawn() throws IOException {
        Path full = copy("full");
        MadeUpResults.measure(
                full,
                "outcomes.quick.bin",
                5,
                "evaluate",
                "--protocol",
                "quick",
                "--images",
                "40",
                "--precisions",
                "8,full");
        command(full, "report");
        JsonNode file = JSON.readTree(Files.readString(full.resolve("evaluation.quick.json")));
        String section = section(page(full), "strong-quick");
        assertThat(cells(section, "full precision").getFirst())
                .isEqualTo(interval(file.at("/withoutRandomness/fullPrecision")));
        assertThat(section).contains("<td>full</td>");
        assertThat(file.get("candidates").valueStream())
                .noneMatch(candidate -> candidate.has("fullPrecisionCorrect"))
                .noneMatch(candidate -> candidate.get("candidate").asString().equals("APGD-CE at full"));
        Outcomes outcomes = OutcomesFile.read(new RunFolder(full, Disk.FILES), Part.OUTCOMES_QUICK)
                .outcomes();
        assertThat(outcomes.of(1).planes()).hasSize(3 + 2 + 1);
    }

    /** What was measured before full precision was a twin is read as it is, and not taken for the same as what has it. */
    @Test
    void resultsFromBeforeFullPrecisionWasATwinAreRead() throws IOException {
        Path old = copy("old");
        MadeUpResults.forgetTwin(old);
        command(old, "game", "--protocol", "quick");
        assertThat(command(old, "report").err()).isEmpty();
        String alone = section(page(old), "strong-quick");
        assertThat(alone).doesNotContain("full precision</th>", "<td>full</td>").contains("ensemble</th>");
        assertThat(page(old)).contains("The rule of the protocol quick: candidates never stop");
        command(old, "report", "--against", run.toString());
        String beside = section(page(old), "strong-quick");
        String measured = interval(json("evaluation.quick.json").at("/withoutRandomness/fullPrecision"));
        assertThat(cells(beside, "full precision")).startsWith("-", measured);
        assertThat(beside).contains("not measured alike");
    }

    @Test
    void anExportIsReportedOnAsTheRunIs() throws IOException {
        Path exported = folder.resolve("exported");
        command(run, "export", "--out", exported.toString());
        command(exported, "report");
        String copied = page(exported);
        for (String id : List.of("strong-quick", "game", "flags", "attacks")) {
            assertThat(section(copied, id).replace("exported", "run")).isEqualTo(section(page, id));
        }
        for (String name : List.of("evaluation.quick.csv", "evaluation.quick.svg", "game.svg")) {
            assertThat(exported.resolve(name)).hasSameBinaryContentAs(run.resolve(name));
        }
    }
}
