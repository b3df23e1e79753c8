package doublewin.experiments;

import doublewin.experiments.command.CommandRunner;
import doublewin.experiments.command.Host;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress.Display;
import java.io.Console;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        Interruption interruption = Interruption.watch(System.err);
        Console console = System.console();
        Host host = new Host(
                System.out,
                System.err,
                console != null && console.isTerminal() ? Display.BAR : Display.LINES,
                System.getenv(),
                Disk.FILES,
                interruption::isRequested,
                System::nanoTime);
        System.exit(interruption.exitCode(new CommandRunner(host).run(arguments)));
    }
}
