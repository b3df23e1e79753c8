package doublewin.bench.report;

import doublewin.bench.ladder.RungFigures;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** The ladder's figures as lines of text. */
final class LadderTable {
    private LadderTable() {}

    static void head(PrintStream out) {
        out.println(
                "rung                                                 thr   GFLOP/s   share   times  prepare  finish"
                        + "    error  what limits it");
    }

    /** A line of a rung, and how many times as fast it is as the one below. */
    static void line(PrintStream out, RungFigures found, Optional<RungFigures> below) {
        out.printf(
                Locale.ROOT,
                "%-3s %-48s %3d %9.1f %6.1f%% %7s %5.1f ms %4.1f ms %8.1e  %s%n",
                found.number(),
                found.title(),
                found.threads(),
                found.gflops(),
                100 * found.share(),
                below.map(rung -> String.format(Locale.ROOT, "%.2f", times(found, rung)))
                        .orElse(""),
                found.prepareMillis(),
                found.finishMillis(),
                found.error(),
                found.limit());
    }

    /** On as many threads by their shares, from which the clock's drift is gone. */
    private static double times(RungFigures found, RungFigures below) {
        return found.threads() == below.threads() ? found.share() / below.share() : found.gflops() / below.gflops();
    }
}
