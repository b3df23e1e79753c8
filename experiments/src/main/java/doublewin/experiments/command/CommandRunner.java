package doublewin.experiments.command;

import doublewin.engine.tensor.NonFiniteException;
import doublewin.experiments.config.SettingException;
import doublewin.experiments.store.Machine;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a command line, and turns whatever goes wrong into one message and an exit code. */
public final class CommandRunner {
    /** Set, to anything but nothing, to see the stack trace of a problem. */
    public static final String VERBOSE = "DOUBLEWIN_VERBOSE";

    private static final String PREFIX = "doublewin: ";

    /** Control characters, those that change the direction of writing, and halves of pairs. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

    private final Host host;

    /** A runner in such surroundings. */
    public CommandRunner(Host host) {
        this.host = host;
    }

    @Command(
            name = "doublewin",
            versionProvider = Version.class,
            header = "Random precision training and inference against adversarial attacks.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "The whole experiment in small:  doublewin demo",
                "On real images:                 doublewin data",
                "                                doublewin train --recipe cifar10-quick",
                "                                doublewin heatmap --run runs/cifar10-quick-seed1",
                "                                doublewin report --run runs/cifar10-quick-seed1",
                "Benchmarks of the kernels:      doublewin bench"
            })
    private static final class Root implements Runnable {
        @Spec
        private CommandSpec spec;

        @Mixin
        private HelpOption help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version and exit.")
        private boolean version;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "expected a command, found none");
        }
    }

    /** The program's version. */
    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"doublewin " + Machine.programVersion()};
        }
    }

    /** Runs a command line and returns its exit code; see {@link ExitCode}. */
    public int run(String... arguments) {
        return run(commandLine(), arguments);
    }

    /** Runs it by a changed model of all commands. */
    public int run(Consumer<CommandLine> change, String... arguments) {
        CommandLine line = commands();
        change.accept(line);
        return run(configured(line), arguments);
    }

    /** Runs it by a model of all commands. */
    int run(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (Throwable problem) {
            return explain(problem);
        } finally {
            host.out().flush();
            host.err().flush();
        }
    }

    /** All commands, their options, and what is done about problems. */
    CommandLine commandLine() {
        return configured(commands());
    }

    private CommandLine commands() {
        return new CommandLine(new Root())
                .addSubcommand(new DemoCommand(host))
                .addSubcommand(new DataCommand(host))
                .addSubcommand(new PlanCommand(host))
                .addSubcommand(new TrainCommand(host))
                .addSubcommand(new HeatMapCommand(host))
                .addSubcommand(new EvaluateCommand(host))
                .addSubcommand(new AttackCommand(host))
                .addSubcommand(new FlagsCommand(host))
                .addSubcommand(new GradientsCommand(host))
                .addSubcommand(new GameCommand(host))
                .addSubcommand(new ReportCommand(host))
                .addSubcommand(new ExportCommand(host))
                .addSubcommand(new RunsCommand(host))
                .addSubcommand(new VerifyCommand(host))
                .addSubcommand(new ShellCommand(host))
                .addSubcommand(new InfoCommand(host));
    }

    /** Last of all: what is set here is set for the commands that are there. */
    private CommandLine configured(CommandLine line) {
        line.setOut(new PrintWriter(host.out(), true));
        line.setErr(new PrintWriter(host.err(), true));
        line.setUsageHelpAutoWidth(true);
        // A path may begin with @; nobody was told that this would mean a file of arguments.
        line.setExpandAtFiles(false);
        line.registerConverter(Path.class, text -> UserPath.of(text, host.environment()));
        line.setParameterExceptionHandler((problem, args) -> usage(problem));
        line.setExecutionExceptionHandler((problem, command, parsed) -> explain(problem));
        return line;
    }

    private int usage(ParameterException problem) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        tell(problem.getMessage() + " (" + command + " --help shows what there is)", problem);
        return ExitCode.USAGE;
    }

    private int explain(Throwable problem) {
        return switch (problem) {
            case ParameterException wrong -> usage(wrong);
            case SettingException wrong -> {
                tell(wrong.getMessage(), wrong);
                yield ExitCode.USAGE;
            }
            case StoppedException stopped -> {
                tell(stopped.getMessage(), stopped);
                yield ExitCode.INTERRUPTED;
            }
            case TimeIsUpException planned -> {
                tell(planned.getMessage(), planned);
                yield ExitCode.OK;
            }
            case IOException _, UncheckedIOException _, NonFiniteException _ -> {
                tell(problem.getMessage(), problem);
                yield ExitCode.FAILED;
            }
            case OutOfMemoryError _ -> {
                tell(
                        "out of memory: the heap has " + (Runtime.getRuntime().maxMemory() >> 20)
                                + " MiB; give more with DOUBLEWIN_HEAP, or use a smaller batch or network",
                        problem);
                yield ExitCode.FAILED;
            }
            default -> {
                tell("an error in the program: " + problem + "; " + VERBOSE + "=1 shows where", problem);
                yield ExitCode.FAILED;
            }
        };
    }

    /** One line, whatever an exception says or quotes: no character of it controls a terminal. */
    private void tell(String message, Throwable problem) {
        String line = String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
        host.err().println(PREFIX + CONTROL.matcher(line).replaceAll("?"));
        if (!host.environment().getOrDefault(VERBOSE, "").isEmpty()) {
            problem.printStackTrace(host.err());
        }
    }
}
