package doublewin.experiments.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Java's own shell, in this JVM, with the packages imported and workers ready. */
@Command(
        name = "shell",
        header = "Try the engine line by line: Java's shell with the packages imported, workers and memory ready.",
        description = {
            "",
            "\"pool\" is a WorkerPool with a worker a processor, \"arena\" an Arena. docs/learn/shell.md has lines to begin with;"
                    + " /exit ends it.",
            ""
        })
final class ShellCommand implements Callable<Integer> {
    /** What the shell knows when it starts. */
    static final String STARTUP = "shell.jsh";

    private final Host host;

    @Mixin
    private HelpOption help;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Files of lines that are run first; with \"-\" as the last one, or /exit in it, nothing is asked for.")
    private List<String> files = List.of();

    ShellCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        for (String file : files) {
            if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
                throw new IOException(file + " cannot be read; expected a file of lines for the shell");
            }
        }
        Path startup = Files.createTempFile("doublewin-shell", ".jsh");
        try {
            Files.writeString(startup, startup());
            List<String> arguments = new ArrayList<>(List.of(
                    "--execution",
                    "local",
                    "--class-path",
                    System.getProperty("java.class.path"),
                    "-C--add-modules",
                    "-Cjdk.incubator.vector",
                    "--startup",
                    "DEFAULT",
                    "--startup",
                    startup.toString()));
            arguments.addAll(files);
            // The shell's own memory of other times would be files in the user's home.
            return JavaShellToolBuilder.builder()
                    .out(host.out())
                    .err(host.err())
                    .persistence(new HashMap<>())
                    .start(arguments.toArray(String[]::new));
        } catch (Exception e) {
            throw new IOException("the shell ended: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /** Imports, and the variables that are there from the beginning. */
    static String startup() throws IOException {
        try (InputStream in = ShellCommand.class.getResourceAsStream(STARTUP)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
