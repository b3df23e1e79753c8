package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands print and write is the same to the byte in every language: digits, decimal points, lower case. */
class UsersLanguageTest {
    /** Commands on a run, the last of which show all of its results. */
    private static final List<String> COMMANDS =
            List.of("heatmap", "evaluate", "evaluate --mixture 0.25,0.75", "game", "report");

    /** As provenance and page tell it. */
    private static final Pattern DATE = Pattern.compile("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z");

    private static final Locale BEFORE = Locale.getDefault();

    @TempDir
    private static Path folder;

    /** What every command prints, and every file, in English. */
    private static Map<String, String> english;

    @BeforeAll
    static void speakEnglish() throws IOException {
        english = told(Locale.US);
        assertThat(english).hasSizeGreaterThan(COMMANDS.size() + 10);
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "de-DE"})
    void everythingIsToldAlike(String language) throws IOException {
        Locale locale = Locale.forLanguageTag(language);
        Map<String, String> told = told(locale);
        assertThat(told.keySet()).isEqualTo(english.keySet());
        told.forEach((what, text) -> assertThat(text).as(what).isEqualTo(english.get(what)));
    }

    private static Map<String, String> told(Locale locale) throws IOException {
        Locale.setDefault(locale);
        Path run = Files.createDirectories(folder.resolve("now")).resolve("run");
        Map<String, String> told = new TreeMap<>();
        add(told, "train", Shell.USUAL.train(run, List.of("epochs=1")));
        for (String command : COMMANDS) {
            List<String> line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of("--run", run.toString()));
            add(told, command, Shell.USUAL.run(line.toArray(String[]::new)));
        }
        add(told, "runs", Shell.USUAL.run("runs", "--in", run.getParent().toString()));
        Shell.contents(run)
                .forEach((name, bytes) -> told.put(
                        name,
                        DATE.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                                .replaceAll("some day")));
        try (Stream<Path> files = Files.walk(folder.resolve("now"))) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
        return told;
    }

    private static void add(Map<String, String> told, String command, Shell.Outcome outcome) {
        assertThat(outcome.code()).as(command + ": " + outcome.err()).isZero();
        told.put(command, outcome.out());
        // How much is told of progress is a matter of time.
        assertThat(outcome.err()).as(command).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
    }
}
