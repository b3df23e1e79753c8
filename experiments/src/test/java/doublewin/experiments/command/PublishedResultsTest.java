package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.TransferFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published results are read by the program as it is, which tells the same of them. */
class PublishedResultsTest {
    private static final Path RESULTS = Path.of("docs/results");
    private static final int ATTACK = 0;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    static List<Path> published() throws IOException {
        try (Stream<Path> folders = Files.list(RESULTS)) {
            return folders.filter(one -> Files.exists(one.resolve("outcomes.bin")))
                    .sorted()
                    .toList();
        }
    }

    /** The page names the folder of the run, so the copy has its name. */
    private Path copy(Path published) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(published.getFileName()));
        for (Map.Entry<String, byte[]> file : Shell.contents(published).entrySet()) {
            if (!List.of("claims.json", "report.html", ".lock").contains(file.getKey())) {
                Files.write(copy.resolve(file.getKey()), file.getValue());
            }
        }
        return copy;
    }

    @ParameterizedTest
    @MethodSource("published")
    void claimsAndPageAreThePublishedOnes(Path published) throws IOException {
        Path copy = copy(published);
        Shell.Outcome outcome = Shell.USUAL.run("report", "--run", copy.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertHolds(json(published.resolve("claims.json")), json(copy.resolve("claims.json")), "claims.json");
        assertThat(copy.resolve("report.html"))
                .as("where pages have changed, \"doublewin report --run %s\" writes the published one anew", published)
                .hasSameBinaryContentAs(published.resolve("report.html"));
    }

    @ParameterizedTest
    @MethodSource("published")
    void theMatrixIsThatOfTheOutcomes(Path published) throws IOException {
        OutcomesFile.Stored stored = OutcomesFile.read(new RunFolder(copy(published), Disk.FILES), Part.OUTCOMES);
        TransferMatrix matrix = TransferMatrix.of(stored.outcomes(), ATTACK);
        JsonNode told = JSON.readTree(
                TransferFiles.json(matrix, stored.origin(), TransferFiles.gradients(stored.outcomes(), ATTACK)));
        assertHolds(json(published.resolve("transfer.json")), told, "transfer.json");
        assertThat(published.resolve("transfer.csv")).hasBinaryContent(TransferFiles.csv(matrix, stored.origin()));
    }

    private static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    /** All that was published is told, and nothing of it otherwise; there may be more. */
    private static void assertHolds(JsonNode published, JsonNode told, String where) {
        if (published.isObject()) {
            published
                    .properties()
                    .forEach(field ->
                            assertHolds(field.getValue(), told.path(field.getKey()), where + "/" + field.getKey()));
        } else if (published.isArray()) {
            assertThat(told.size()).as(where).isEqualTo(published.size());
            for (int i = 0; i < published.size(); i++) {
                assertHolds(published.get(i), told.get(i), where + "/" + i);
            }
        } else {
            assertThat(told).as(where).isEqualTo(published);
        }
    }
}
