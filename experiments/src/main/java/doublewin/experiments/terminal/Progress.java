package doublewin.experiments.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far long work has come, with its rate and the time left: a bar that redraws itself on a terminal, a line
 * now and then elsewhere. One piece of work at a time.
 */
public final class Progress {
    /**
     * How progress is shown: by a bar on one line of a terminal, or by plain lines, for files and pipes.
     *
     * @param columns of the terminal; 0 for plain lines
     */
    public record Display(int columns) {
        /** Plain lines. */
        public static final Display LINES = new Display(0);

        /** A terminal that is narrower has no room for a bar. */
        private static final int NARROWEST = 20;

        /** The display for a terminal of so many columns, 0 or less where there is none. */
        public static Display ofColumns(int columns) {
            return columns < NARROWEST ? LINES : new Display(columns);
        }

        private boolean isBar() {
            return columns > 0;
        }

        /** A longer line would wrap, and then not be overwritten. */
        private int lineWidth() {
            return Math.min(columns, WIDEST) - 1;
        }

        private int barWidth() {
            return columns < WIDEST ? columns / 8 : BAR_WIDTH;
        }
    }

    private static final long BAR_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final double NANOS_A_SECOND = 1e9;
    private static final int BAR_WIDTH = 20;
    /** Columns of a common terminal; more of them are not used. */
    private static final int WIDEST = 80;

    private final PrintStream out;
    private final Display display;
    private final LongSupplier nanoTime;

    private String name = "";
    private String unit = "";
    private long total;
    private long begun;
    private long done;
    private long startedAt;
    private long shownAt;

    /** Progress on a stream, usually the standard error. */
    public Progress(PrintStream out, Display display) {
        this(out, display, System::nanoTime);
    }

    Progress(PrintStream out, Display display, LongSupplier nanoTime) {
        this.out = out;
        this.display = display;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts a piece of work.
     *
     * @param unit what is counted, in the plural
     * @param begun how much of it was done before
     */
    public void start(String name, String unit, long begun, long total) {
        this.name = name;
        this.unit = unit;
        this.begun = begun;
        this.done = begun;
        this.total = total;
        startedAt = nanoTime.getAsLong();
        shownAt = startedAt;
        if (display.isBar()) {
            draw("");
        } else {
            out.println(name + ": " + total + " " + unit + (begun > 0 ? ", " + begun + " of them done before" : ""));
        }
    }

    /** Tells how much is done, and what else is worth a few words; shown if the last time was long enough ago. */
    public void update(long nowDone, String detail) {
        done = nowDone;
        long interval = display.isBar() ? BAR_NANOS : LINE_NANOS;
        long now = nanoTime.getAsLong();
        if (now - shownAt >= interval) {
            shownAt = now;
            draw(detail);
        }
    }

    /** Ends the piece of work, complete or not. */
    public void end() {
        if (display.isBar()) {
            out.print("\r\033[K");
        }
        double seconds = (nanoTime.getAsLong() - startedAt) / NANOS_A_SECOND;
        out.println(name + ": " + (done < total ? done + " of " + total : String.valueOf(total)) + " " + unit + " in "
                + clock(seconds) + (done > begun ? ", " + rate(seconds) : ""));
        out.flush();
    }

    /** Shows a line that is worth knowing before the work starts. */
    public void note(String line) {
        out.println(line);
    }

    private void draw(String detail) {
        double seconds = (nanoTime.getAsLong() - startedAt) / NANOS_A_SECOND;
        StringBuilder line = new StringBuilder(name);
        if (display.isBar()) {
            int width = display.barWidth();
            int filled = (int) (total == 0 ? width : width * done / total);
            line.append(" [")
                    .append("#".repeat(filled))
                    .append(".".repeat(width - filled))
                    .append(']');
        } else {
            line.append(':');
        }
        line.append(' ').append(done).append('/').append(total);
        if (done > begun && seconds > 0) {
            double left = seconds / (done - begun) * (total - done);
            line.append(", ")
                    .append(rate(seconds))
                    .append(", ")
                    .append(clock(left))
                    .append(" left");
        }
        if (!detail.isEmpty()) {
            line.append(", ").append(detail);
        }
        if (display.isBar()) {
            out.print("\r" + line.substring(0, Math.min(display.lineWidth(), line.length())) + "\033[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    private String rate(double seconds) {
        double rate = (done - begun) / Math.max(seconds, 1e-3);
        return String.format(Locale.ROOT, rate < 10 ? "%.2f %s/s" : "%.0f %s/s", rate, unit);
    }

    /** Such as 0:07, 12:30 or 1:05:00. */
    static String clock(double seconds) {
        long whole = Math.round(seconds);
        long hours = whole / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
