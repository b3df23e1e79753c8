package doublewin.experiments;

import doublewin.experiments.command.CommandRunner;
import doublewin.experiments.command.ExitCode;
import doublewin.experiments.command.Host;
import doublewin.experiments.evaluate.Backend;
import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress.Display;
import java.util.function.BiConsumer;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {
    /**
     * The number of columns of the terminal that standard error is; the launcher sets it, and only where there is such a
     * terminal. Java itself knows of standard input and output alone.
     */
    private static final String COLUMNS = "doublewin.columns";

    private Main() {}

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(new LocalBackend(), (host, line) -> {}, arguments));
    }

    /**
     * Runs a command line as the program of this process.
     *
     * @param backend who computes outcomes
     * @param change made to the model of all commands, which work in the surroundings that it is told
     * @return the process's exit code
     */
    public static int run(Backend backend, BiConsumer<Host, CommandLine> change, String... arguments) {
        Interruption interruption = Interruption.watch(System.err);
        try {
            VectorModule.load();
        } catch (IllegalStateException e) {
            System.err.println("doublewin: " + e.getMessage());
            return ExitCode.FAILED;
        }
        Host host = new Host(
                System.out,
                System.err,
                Display.ofColumns(Integer.getInteger(COLUMNS, 0)),
                System.getenv(),
                interruption.waitingFor(Disk.FILES),
                backend,
                interruption::isRequested,
                System::nanoTime);
        return interruption.exitCode(new CommandRunner(host).run(line -> change.accept(host, line), arguments));
    }
}
