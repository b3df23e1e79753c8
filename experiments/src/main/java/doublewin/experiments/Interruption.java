package doublewin.experiments;

import doublewin.experiments.command.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the main thread end its work in order when the user or the system asks the process to stop (Ctrl-C, SIGTERM, a
 * terminal that is closed). The first signal is a request; the second one ends the process at once. So does the first, ten
 * seconds later, where the main thread has not come so far that it looks for requests; and where it has, but then neither
 * looks nor computes for ten seconds: it may hang in a call that does not return, as a read from a silent server, or a write
 * to a mount that is gone. Files are replaced whole or not at all, whenever the process ends.
 */
final class Interruption {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BASE = 128;

    /** Who computes takes more of its patience in processor time than this part. */
    private static final int IDLE = 10;

    private final AtomicInteger signal = new AtomicInteger();
    private final PrintStream err;
    private final Duration patience;
    private volatile boolean everLooked;
    private volatile boolean looked;

    private Interruption(PrintStream err, Duration patience) {
        this.err = err;
        this.patience = patience;
    }

    /** From now on signals are requests. */
    static Interruption watch(PrintStream err) {
        return watch(err, PATIENCE);
    }

    /** The same with less patience, or more. */
    static Interruption watch(PrintStream err, Duration patience) {
        Interruption interruption = new Interruption(err, patience);
        SIGNALS.forEach(name -> Signals.answer(name, interruption::received));
        return interruption;
    }

    private void received(int number) {
        if (!signal.compareAndSet(0, number)) {
            Runtime.getRuntime().halt(BASE + number);
        }
        Thread.ofPlatform().daemon().name("doublewin-patience").start(() -> endWhereItHangs(number));
        err.println("doublewin: stopping as soon as what is done can be saved; once more ends at once");
    }

    private void endWhereItHangs(int number) {
        Duration before = computed();
        try {
            while (true) {
                looked = false;
                Thread.sleep(patience);
                Duration now = computed();
                boolean idle = now.minus(before).multipliedBy(IDLE).compareTo(patience) < 0;
                if (!everLooked || !looked && idle) {
                    Runtime.getRuntime().halt(BASE + number);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processor time of all threads, so that a long step is told from a call that does not return. */
    private static Duration computed() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Whether the work should end at the next good place. Whoever asks will do so again and again. */
    boolean isRequested() {
        everLooked = true;
        looked = true;
        return signal.get() != 0;
    }

    /** The exit code of the process: where work was stopped by a signal, 128 and its number. */
    int exitCode(int code) {
        return code == ExitCode.INTERRUPTED && signal.get() != 0 ? BASE + signal.get() : code;
    }
}
