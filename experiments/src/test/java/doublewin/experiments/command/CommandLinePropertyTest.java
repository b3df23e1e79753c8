package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.command.LineGenerator.Line;
import doublewin.experiments.store.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Whatever the command line, and in whatever language: a documented exit code; of a problem one message, which names what is
 * at fault, and no result; never a stack trace, a control character or a digit but 0 to 9; soon; and nothing is written elsewhere. Lines are parsed for real, and
 * commands work for real where the user, who asks them at once to stop, ends them soon.
 */
class CommandLinePropertyTest {
    /** Somebody who asks to stop from the beginning, and has no images. */
    private static final Shell SHELL =
            new Shell(Disk.FILES, () -> true, Map.of("DOUBLEWIN_DATA", "there/are/no/images"), () -> 0L);

    /** What a message about a wrong line is about: an option, a setting, an argument that is quoted, or that there is none. */
    private static final Pattern NAMES_SOMETHING =
            Pattern.compile("--[a-z]|'-[^']*'|setting|recipe '|argument|expected a command|the weights do not tell");

    private static final Pattern OTHER_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

    private static final Set<Integer> CODES =
            Set.of(ExitCode.OK, ExitCode.FAILED, ExitCode.USAGE, ExitCode.INTERRUPTED);

    /** Lines after which files are as they were at first. */
    private static final int ROUND = 250;

    private static final int LINES = 20_000;
    private static final long HANGS_SECONDS = 120;

    @TempDir
    private static Path folder;

    private final Locale before = Locale.getDefault();

    @BeforeAll
    static void makeFiles() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Files.createDirectory(first.resolve("empty"));
        Files.writeString(first.resolve("file"), "content");
        Files.writeString(first.resolve("matrix.csv"), "attack,4,8\n4,10,20\n8,30,5\n");
        Path run = first.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of("epochs=1")).code()).isZero();
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).code()).isZero();
    }

    @BeforeEach
    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "tr-TR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"})
    void anyLineEndsInOrder(String language) throws IOException {
        tryLines(language, ROUND);
    }

    @Tag("long")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    @ParameterizedTest
    @ValueSource(strings = {"en-US", "tr-TR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva"})
    void twentyThousandLinesEndInOrder(String language) throws IOException {
        tryLines(language, LINES);
    }

    private static void tryLines(String language, int number) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(language));
        Set<Path> around = list(Path.of(""));
        Path workspace = folder.resolve("workspace");
        LineGenerator generator = new LineGenerator(model(), workspace, language.hashCode());
        Map<Integer, Integer> codes = new TreeMap<>();
        int faults = 0;
        long longest = 0;
        for (int at = 0; at < number; at++) {
            if (at % ROUND == 0) {
                putBack(workspace);
            }
            Line line = generator.next();
            long start = System.nanoTime();
            Shell.Outcome outcome = run(line.arguments());
            longest = Math.max(longest, System.nanoTime() - start);
            assertEndsInOrder(line, outcome);
            codes.merge(outcome.code(), 1, Integer::sum);
            faults += line.fault().isPresent() ? 1 : 0;
        }
        assertThat(list(folder)).containsExactlyInAnyOrder(folder.resolve("first"), workspace);
        assertThat(list(Path.of(""))).isEqualTo(around);
        assertThat(longest).as("nanoseconds").isLessThan(TimeUnit.SECONDS.toNanos(HANGS_SECONDS));
        assertThat(codes.keySet()).as("lines of all kinds").containsAll(List.of(0, 1, 2));
        assertThat(faults).isGreaterThan(number / 10);
        System.out.println(language + ": " + number + " lines, exit codes " + codes + ", " + faults
                + " with one fault, the longest took " + TimeUnit.NANOSECONDS.toMillis(longest) + " ms");
    }

    private static CommandSpec model() {
        CommandSpec[] model = new CommandSpec[1];
        assertThat(SHELL.run(runner -> {
                            model[0] = runner.commandLine().getCommandSpec();
                            return ExitCode.OK;
                        })
                        .code())
                .isZero();
        return model[0];
    }

    private static Shell.Outcome run(List<String> arguments) {
        return SHELL.run(runner -> {
            CommandLine line = runner.commandLine();
            line.setExecutionStrategy(parsed ->
                    isLong(parsed) || makesAFolderElsewhere(parsed) ? ExitCode.OK : new RunLast().execute(parsed));
            return runner.run(line, arguments.toArray(String[]::new));
        });
    }

    /** Whether a command would compute, fetch or listen to the keyboard for long before it looks whether it should stop. */
    private static boolean isLong(ParseResult parsed) {
        if (!parsed.hasSubcommand() || parsed.subcommand().isUsageHelpRequested()) {
            return false;
        }
        ParseResult command = parsed.subcommand();
        return switch (command.commandSpec().name()) {
            case "demo", "data", "plan", "shell" -> true;
            case "verify" -> !command.hasMatchedOption("--run");
            case "train" ->
                command.matchedOptionValue("--recipe", "").equals("demo")
                        && !(command.hasMatchedOption("--resume") && command.hasMatchedOption("--out"));
            default -> false;
        };
    }

    /** Whether a line asks for a folder that would lie beside the tests' own. */
    private static boolean makesAFolderElsewhere(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return false;
        }
        ParseResult command = parsed.subcommand();
        if (command.hasMatchedOption("--model") && !command.hasMatchedOption("--out")) {
            return true;
        }
        Path out = command.matchedOptionValue("--out", folder); // null where help is asked for as well
        return out != null && !out.normalize().startsWith(folder);
    }

    private static void assertEndsInOrder(Line line, Shell.Outcome outcome) {
        String what = "seen of "
                + line.arguments().stream().map(CommandLinePropertyTest::shown).toList() + ": ";
        assertThat(outcome.code()).as(what + outcome.err()).isIn(CODES);
        assertThat(outcome.err())
                .as(what)
                .doesNotContain("\tat ", "Exception", "an error in the program")
                .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        if (line.arguments().stream().noneMatch(OTHER_DIGIT.asPredicate())) {
            assertThat(outcome.out() + outcome.err()).as(what).doesNotContainPattern(OTHER_DIGIT);
        }
        if (outcome.code() == ExitCode.FAILED || outcome.code() == ExitCode.USAGE) {
            assertThat(outcome.out()).as(what).isEmpty();
        }
        if (outcome.code() != ExitCode.OK) {
            assertThat(outcome.err().lines().filter(text -> text.startsWith("doublewin: ")))
                    .as(what)
                    .hasSize(1);
        }
        if (outcome.code() == ExitCode.USAGE) {
            assertThat(outcome.err()).as(what).containsPattern(NAMES_SOMETHING);
        }
        line.fault().ifPresent(option -> {
            assertThat(outcome.code()).as(what + outcome.err()).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).as(what).contains(option);
        });
    }

    private static String shown(String argument) {
        return argument.length() < 200 ? argument : argument.substring(0, 20) + "... of " + argument.length();
    }

    private static Set<Path> list(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Makes the workspace as it was at first. */
    private static void putBack(Path workspace) throws IOException {
        if (Files.exists(workspace)) {
            try (Stream<Path> files = Files.walk(workspace)) {
                for (Path file : files.toList().reversed()) {
                    Files.delete(file);
                }
            }
        }
        Path first = folder.resolve("first");
        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, workspace.resolve(first.relativize(file).toString()));
            }
        }
    }
}
