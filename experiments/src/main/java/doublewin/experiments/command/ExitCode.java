package doublewin.experiments.command;

/** What the process tells its caller. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** Data, checkpoint or disk are not as they should be, or the run failed. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** Stopped by the user: 128 plus the number of Ctrl-C's signal. The process tells that of the signal that it got. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
