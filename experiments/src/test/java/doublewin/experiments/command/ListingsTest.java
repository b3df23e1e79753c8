package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every listing of a page runs as it stands, from the page's first line to its last, in the shell that a reader has. What a line is
 * said to give, after {@code // ->}, it gives.
 */
class ListingsTest {
    private static final Path PAGES = Path.of("docs", "learn");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern RESULT = Pattern.compile("// -> (.*)\\s*$");

    /** The engine "local" has a thread of its own for each snippet, which a test has no use for. */
    private static final ExecutionControlProvider IN_THIS_THREAD = new ExecutionControlProvider() {
        @Override
        public String name() {
            return "in this thread";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    };

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && BLOCK.matcher(text(file)).find())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLineDoesWhatItSays(Path page) throws IOException {
        try (JShell shell = JShell.builder()
                .executionEngine(IN_THIS_THREAD, Map.of())
                .compilerOptions("--add-modules", "jdk.incubator.vector")
                .build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            run(shell, ShellCommand.startup());
            Matcher block = BLOCK.matcher(text(page));
            int snippets = 0;
            while (block.find()) {
                snippets += run(shell, block.group(1));
            }
            run(shell, "pool.close();");
            assertThat(snippets).isPositive();
        }
    }

    /** Gives the shell line after line, as a reader does, and returns how many snippets they are. */
    private static int run(JShell shell, String text) {
        int snippets = 0;
        String typed = "";
        for (String line : text.lines().toList()) {
            typed += line + "\n";
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(typed);
            while (next.completeness().isComplete()) {
                for (SnippetEvent event : shell.eval(next.source())) {
                    check(shell, event, line);
                }
                snippets++;
                typed = next.remaining();
                next = shell.sourceCodeAnalysis().analyzeCompletion(typed);
            }
        }
        assertThat(typed).as("not complete").isBlank();
        return snippets;
    }

    private static void check(JShell shell, SnippetEvent event, String line) {
        String problems = shell.diagnostics(event.snippet())
                .map(problem -> problem.getMessage(null))
                .collect(Collectors.joining("; "));
        assertThat(event.status())
                .as("%s%n%s", event.snippet().source(), problems)
                .isEqualTo(Snippet.Status.VALID);
        assertThat(event.exception()).as(event.snippet().source()).isNull();
        Matcher result = RESULT.matcher(line);
        if (result.find()) {
            assertThat(event.value()).as(event.snippet().source()).isEqualTo(result.group(1));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
