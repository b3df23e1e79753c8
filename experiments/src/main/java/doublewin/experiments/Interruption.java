package doublewin.experiments;

import doublewin.experiments.command.ExitCode;
import doublewin.experiments.store.Disk;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the main thread end its work in order when the user or the system asks the process to stop (Ctrl-C, SIGTERM, a
 * terminal that is closed). The first signal is a request; the second one ends the process at once. So does the first, ten
 * seconds later, where the main thread has not come so far that it looks for requests; and where it has, but then neither
 * looks nor computes for ten seconds: it may hang in a call that does not return, as a read from a silent server. A file that
 * is being written is waited for, five minutes at most: that is what the request asks for, and disks may be slow. Files are
 * replaced whole or not at all, whenever the process ends.
 */
final class Interruption {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BASE = 128;

    /** Who computes takes more of the patience in processor time than this part. */
    private static final int IDLE = 10;
    /** How many times the patience is had with a file that is being written. */
    private static final int SAVING = 30;

    private final AtomicInteger signal = new AtomicInteger();
    private final AtomicInteger saving = new AtomicInteger();
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
        int idle = 0;
        try {
            while (true) {
                Optional<Duration> before = computed();
                looked = false;
                Thread.sleep(patience);
                idle = looked || hasComputed(before, computed()) ? 0 : idle + 1;
                if (!everLooked || idle >= (saving.get() > 0 ? SAVING : 1)) {
                    Runtime.getRuntime().halt(BASE + number);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processor time of all threads, if the system tells: by it a long step is told from a call that does not return. */
    private static Optional<Duration> computed() {
        return ProcessHandle.current().info().totalCpuDuration();
    }

    private boolean hasComputed(Optional<Duration> before, Optional<Duration> now) {
        return before.isEmpty()
                || now.isEmpty()
                || now.get().minus(before.get()).multipliedBy(IDLE).compareTo(patience) >= 0;
    }

    /** The disk, whose writing is waited for. */
    Disk waitingFor(Disk disk) {
        return (file, content) -> {
            saving.incrementAndGet();
            try {
                disk.replace(file, content);
            } finally {
                saving.decrementAndGet();
            }
        };
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
