package doublewin.experiments;

import doublewin.experiments.command.CommandRunner;
import doublewin.experiments.command.ExitCode;
import doublewin.experiments.command.Host;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress.Display;

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
        Interruption interruption = Interruption.watch(System.err);
        try {
            VectorModule.load();
        } catch (IllegalStateException e) {
            System.err.println("doublewin: " + e.getMessage());
            System.exit(ExitCode.FAILED);
        }
        Host host = new Host(
                System.out,
                System.err,
                Display.ofColumns(Integer.getInteger(COLUMNS, 0)),
                System.getenv(),
                Disk.FILES,
                interruption::isRequested,
                System::nanoTime);
        System.exit(interruption.exitCode(new CommandRunner(host).run(arguments)));
    }
}
