package doublewin.experiments.command;

import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What surrounds a command; tests have their own.
 *
 * @param out for results
 * @param err for progress and problems
 * @param display how progress is shown
 * @param environment variables
 * @param disk where results are written
 * @param stop whether the user asked to stop
 */
public record Host(
        PrintStream out,
        PrintStream err,
        Progress.Display display,
        Map<String, String> environment,
        Disk disk,
        BooleanSupplier stop) {}
