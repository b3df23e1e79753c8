package doublewin.experiments;

import doublewin.experiments.command.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the main thread end its work in order when the user or the system asks the process to stop (Ctrl-C, SIGTERM, a
 * terminal that is closed). The first signal is a request; the second one ends the process at once. So does the first, ten
 * seconds later, where the main thread has not come so far that it looks for requests: it may hang in a read that does not
 * return, as of a server that is silent. Files are replaced whole or not at all, whenever the process ends.
 */
final class Interruption {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BASE = 128;

    private final AtomicInteger signal = new AtomicInteger();
    private final PrintStream err;
    private volatile boolean looking;

    private Interruption(PrintStream err) {
        this.err = err;
    }

    /** From now on signals are requests. */
    static Interruption watch(PrintStream err) {
        Interruption interruption = new Interruption(err);
        SIGNALS.forEach(name -> Signals.answer(name, interruption::received));
        return interruption;
    }

    private void received(int number) {
        if (!signal.compareAndSet(0, number)) {
            Runtime.getRuntime().halt(BASE + number);
        }
        Thread.ofPlatform().daemon().name("doublewin-patience").start(() -> endUnlessLooking(number));
        err.println("doublewin: stopping as soon as what is done can be saved; once more ends at once");
    }

    private void endUnlessLooking(int number) {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            return;
        }
        if (!looking) {
            Runtime.getRuntime().halt(BASE + number);
        }
    }

    /** Whether the work should end at the next good place. Whoever asks will do so again and again. */
    boolean isRequested() {
        looking = true;
        return signal.get() != 0;
    }

    /** The exit code of the process: where work was stopped by a signal, 128 and its number. */
    int exitCode(int code) {
        return code == ExitCode.INTERRUPTED && signal.get() != 0 ? BASE + signal.get() : code;
    }
}
