package doublewin.bench.report;

import doublewin.bench.ladder.RungFigures;
import java.io.PrintStream;
import java.util.Locale;

/** The ladder's figures as lines of text. */
final class LadderTable {
    private LadderTable() {}

    static void head(PrintStream out) {
        out.println(
                "rung                                                 thr   GFLOP/s   share   times  prepare  finish"
                        + "    error  what limits it");
    }

    /** A line; {@code below} is the rung before, whose own number of threads it ran on, or null for the first. */
    static void line(PrintStream out, RungFigures found, RungFigures below) {
        out.printf(
                Locale.ROOT,
                "%-3s %-48s %3d %9.1f %6.1f%% %7s %5.1f ms %4.1f ms %8.1e  %s%n",
                found.number(),
                found.title(),
                found.threads(),
                found.gflops(),
                100 * found.share(),
                below == null ? "" : String.format(Locale.ROOT, "%.2f", found.gflops() / below.gflops()),
                found.prepareMillis(),
                found.finishMillis(),
                found.error(),
                found.limit());
    }
}
