package doublewin.experiments.command;

import doublewin.experiments.evaluate.Backend;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What surrounds a command; tests have their own.
 *
 * @param out for results
 * @param err for progress and problems
 * @param display how progress is shown
 * @param environment variables
 * @param disk where results are written
 * @param backend who computes outcomes
 * @param stop whether the user asked to stop
 * @param nanoTime a clock, as {@link System#nanoTime}
 */
public record Host(
        PrintStream out,
        PrintStream err,
        Progress.Display display,
        Map<String, String> environment,
        Disk disk,
        Backend backend,
        BooleanSupplier stop,
        LongSupplier nanoTime) {}
