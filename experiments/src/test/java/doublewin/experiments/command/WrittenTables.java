package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tables of a run's folder, held to the JSON beside them. */
final class WrittenTables {
    private WrittenTables() {}

    /** Every figure of {@code attack.json} has its row, and no row is of another. */
    static void assertAttackTable(Path run) throws IOException {
        JsonNode file = json(run, "attack.json");
        List<List<String>> expected = new ArrayList<>();
        expected.add(List.of("kind", "name", "estimate", "low", "high", "vanished gradients", "not finite gradients"));
        for (JsonNode candidate : file.get("candidates")) {
            expected.add(accuracy(
                    "candidate",
                    candidate,
                    candidate,
                    candidate.get("vanishedGradients").toString(),
                    candidate.get("nonFiniteGradients").toString()));
        }
        for (JsonNode candidate : file.get("candidates")) {
            if (candidate.has("there")) {
                expected.add(accuracy("where aimed", candidate, candidate.get("there"), "", ""));
            }
        }
        for (JsonNode candidate : file.get("candidates")) {
            expected.add(accuracy("unlimited draws", candidate, candidate.get("unlimitedDraws"), "", ""));
        }
        for (JsonNode lowest : file.path("lowest")) {
            expected.add(accuracy("any backward pass", lowest, lowest, "", ""));
        }
        assertThat(rows(run.resolve("attack.csv"), file)).isEqualTo(expected);
    }

    private static List<String> accuracy(
            String kind, JsonNode candidate, JsonNode interval, String vanished, String notFinite) {
        return List.of(
                kind,
                candidate.get("candidate").asString(),
                fraction(interval.get("estimate")),
                fraction(interval.get("low")),
                fraction(interval.get("high")),
                vanished,
                notFinite);
    }

    private static String fraction(JsonNode value) {
        return String.format(Locale.ROOT, "%.6f", value.asDouble());
    }

    /** Every figure of {@code flags.json} has its row, as it is there, and no row is of another. */
    static void assertFlagTable(Path run) throws IOException {
        JsonNode file = json(run, "flags.json");
        List<List<String>> expected = new ArrayList<>();
        expected.add(List.of("against", "attack", "flag", "raised", "figure", "value"));
        for (JsonNode audit : file.get("audits")) {
            for (JsonNode flag : audit.get("flags")) {
                flag.get("figures")
                        .properties()
                        .forEach(figure -> expected.add(List.of(
                                audit.get("against").asString(),
                                audit.get("attack").asString(),
                                flag.get("flag").asString(),
                                flag.get("raised").toString(),
                                figure.getKey(),
                                figure.getValue().toString())));
            }
        }
        assertThat(rows(run.resolve("flags.csv"), file)).isEqualTo(expected);
    }

    private static JsonNode json(Path run, String name) throws IOException {
        return new JsonMapper().readTree(Files.readString(run.resolve(name)));
    }

    /** All rows but the last, which tells what the figures stand on. */
    private static List<List<String>> rows(Path table, JsonNode file) throws IOException {
        String text = Files.readString(table);
        int last = text.indexOf("# ");
        assertThat(text.substring(last))
                .startsWith("# weights=" + file.get("weights").asString() + ", images=")
                .containsOnlyOnce("\n")
                .endsWith("\n");
        try (CSVParser parser = CSVFormat.DEFAULT.parse(new StringReader(text.substring(0, last)))) {
            return parser.stream().map(CSVRecord::toList).toList();
        }
    }
}
