package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.Origin;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Claims and page of a run. */
class ReportTest {
    private static final List<String> VANILLA =
            List.of("trainPrecisions=full", "norm=ordinary", "evaluationPrecisions=4,8");
    private static final List<String> NONE = List.of();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Path run;
    private static Path vanilla;

    @BeforeAll
    static void measure() {
        run = measured("run", NONE);
        vanilla = measured("vanilla", VANILLA);
    }

    private static Path measured(String name, List<String> settings, String... protocol) {
        Path path = folder.resolve(name);
        assertThat(Shell.USUAL.train(path, settings).code()).isZero();
        heatMap(path, protocol);
        return path;
    }

    private static void heatMap(Path path, String... protocol) {
        String[] line = {"heatmap", "--run", path.toString()};
        String[] whole = Arrays.copyOf(line, line.length + protocol.length);
        System.arraycopy(protocol, 0, whole, line.length, protocol.length);
        assertThat(Shell.USUAL.run(whole).code()).isZero();
    }

    private static Shell.Outcome report(Path path, Path... against) {
        String[] line = new String[3 + 2 * against.length];
        line[0] = "report";
        line[1] = "--run";
        line[2] = path.toString();
        for (int i = 0; i < against.length; i++) {
            line[3 + 2 * i] = "--against";
            line[4 + 2 * i] = against[i].toString();
        }
        return Shell.USUAL.run(line);
    }

    /** One message, and nothing written. */
    private static void assertRefused(Path path, String message, Path... against) {
        Map<String, byte[]> before = Shell.contents(path);
        before.put(".lock", new byte[0]);
        Shell.Outcome outcome = report(path, against);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("doublewin: ").contains(message).hasLineCount(1);
        assertThat(Shell.contents(path)).containsExactlyEntriesOf(before);
    }

    @Test
    void claimsAndPageAreFunctionsOfTheRun() throws IOException {
        Shell.Outcome outcome = report(run, vanilla);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("claim 1 at 4,8 bit: ", "claim 2 at 4,8 bit against vanilla: ", "claim 3 at 4,8 bit: ");
        JsonNode claims = JSON.readTree(Files.readString(run.resolve("claims.json")));
        JsonNode matrix = JSON.readTree(Files.readString(run.resolve("transfer.json")));
        assertThat(claims.get("weights")).isEqualTo(matrix.get("weights"));
        assertThat(claims.get("overallAverage").get("estimate")).isEqualTo(matrix.get("overallAverage"));
        assertThat(claims.get("claims")
                        .valueStream()
                        .map(claim -> claim.get("claim").asInt()))
                .containsExactly(1, 2, 3);
        assertThat(claims.get("claims").get(1).get("against").asString()).isEqualTo("vanilla");
        byte[] json = Files.readAllBytes(run.resolve("claims.json"));
        byte[] page = Files.readAllBytes(run.resolve("report.html"));
        report(run, vanilla);
        assertThat(Files.readAllBytes(run.resolve("claims.json"))).isEqualTo(json);
        assertThat(Files.readAllBytes(run.resolve("report.html"))).isEqualTo(page);
        assertThat(report(run).out()).doesNotContain("claim 2");
    }

    @Test
    void thePageTellsHowToMakeTheRunAgain() throws IOException {
        report(vanilla);
        // "=" is escaped, as all is that stands in the page.
        assertThat(Files.readString(vanilla.resolve("report.html")).replace("&#x3D;", "="))
                .contains("./doublewin train --recipe demo --seed 1 --out runs/vanilla --set ")
                .contains("--set trainPrecisions=full", "--set norm=ordinary", "--set trainImages=20");
    }

    /** The map, too, where it is of other images, precisions or another epsilon than the run's own protocol says. */
    @ParameterizedTest
    @CsvSource({
        "as-set, '', ''",
        "of-images, --images 4, ' --images 4 --precisions 4,8 --eps 8'",
        "of-precisions, --precisions 8, ' --images 5 --precisions 8 --eps 8'",
        "of-epsilon, --eps 2.5, ' --images 5 --precisions 4,8 --eps 2.5'",
        "of-all, --images 4 --precisions 4 --eps 2, ' --images 4 --precisions 4 --eps 2'"
    })
    void thePageTellsHowToMakeTheMapAgain(String name, String asked, String told) throws IOException {
        Path map = copy(name);
        heatMap(map, asked.isEmpty() ? new String[0] : asked.split(" "));
        assertThat(report(map).code()).isZero();
        assertThat(Files.readAllLines(map.resolve("report.html")))
                .filteredOn(line -> line.startsWith("./doublewin heatmap"))
                .containsExactly("./doublewin heatmap --run runs/" + name + told);
    }

    private static Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, byte[]> file : Shell.contents(run).entrySet()) {
            Files.write(copy.resolve(file.getKey()), file.getValue());
        }
        return copy;
    }

    @Test
    void aRunIsToldOfWhenItIsMeasured() throws IOException {
        Path bare = folder.resolve("bare");
        Shell.USUAL.train(bare, NONE);
        assertRefused(bare, bare + " holds no outcomes.bin: nothing was measured yet; \"doublewin heatmap\" does so");
        Shell.stoppingAfter(0).run("heatmap", "--run", bare.toString());
        assertRefused(bare, bare + ": only 5 of 15 outcomes are there; \"doublewin heatmap\" measures the rest");
        heatMap(bare);
        byte[] whole = Files.readAllBytes(bare.resolve("outcomes.bin"));
        for (int at = 0; at < whole.length; at += 41) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 2;
            Files.write(bare.resolve("outcomes.bin"), flipped);
            assertRefused(bare, "outcomes.bin: expected");
        }
        Files.delete(bare.resolve("outcomes.bin"));
        assertRefused(run, bare + " holds no outcomes.bin", bare);
    }

    @Test
    void outcomesOfOtherWeightsAreNotTold() throws IOException {
        Path longer = folder.resolve("longer");
        Shell.stoppingAfter(3).train(longer, NONE);
        heatMap(longer);
        Shell.USUAL.run("train", "--resume", "--out", longer.toString());
        assertRefused(longer, longer + ": its outcomes are of the weights ");
    }

    @Test
    void runsThatWereMeasuredOtherwiseAreNotCompared() {
        Path fewer = measured("fewer", NONE, "--images", "4");
        assertRefused(
                run,
                "cannot compare run with fewer: the number of images of the first is 5, that of the second 4",
                fewer);
        Path one = measured("one", NONE, "--precisions", "8");
        assertRefused(run, "the precisions of the first is 4,8, that of the second 8", one);
        Path weak = measured("weak", NONE, "--eps", "2");
        assertRefused(run, "the attack of the first is PGD-2, epsilon 8/255", weak);
        assertRefused(run, "two of the runs are called run; rename the folder of one", run);
        assertRefused(run, "holds no run", folder.resolve("nowhere"));
    }

    /** As many images, or an attack of the same name, are not enough. */
    @Test
    void runsOfOtherImagesOrParametersAreNotCompared() throws IOException {
        Path images = copyOf(
                "images",
                own -> new Origin(
                        own.weights(), "0".repeat(64), own.numerics(), own.seed(), own.attack(), own.parameters()));
        assertRefused(run, "cannot compare run with images: the test images' SHA-256 of the first is ", images);
        Path parameters = copyOf("parameters", own -> {
            SortedMap<String, String> others = new TreeMap<>(own.parameters());
            others.put("restarts", "2");
            return new Origin(own.weights(), own.images(), own.numerics(), own.seed(), own.attack(), others);
        });
        assertRefused(run, "cannot compare run with parameters: the attack's parameters of the first is {", parameters);
    }

    /** The run, with the same outcomes as if they stood on something else. */
    private static Path copyOf(String name, UnaryOperator<Origin> other) throws IOException {
        RunFolder copy = new RunFolder(copy(name), Disk.FILES);
        OutcomesFile.Stored stored = OutcomesFile.read(copy, Part.OUTCOMES);
        Outcomes all = stored.outcomes();
        OutcomesFile file = OutcomesFile.open(
                copy,
                Part.OUTCOMES,
                other.apply(stored.origin()),
                new Outcomes(all.columns(), all.attacked(), all.images()));
        for (int candidate = 0; candidate < all.candidates().size(); candidate++) {
            file.outcomes().of(candidate).enter(all.of(candidate), 0, all.images());
        }
        file.save();
        return copy.path();
    }
}
