package doublewin.experiments;

import java.util.concurrent.CountDownLatch;

/**
 * Lets the main thread end its work in order when the user or the system asks the process to stop (Ctrl-C, SIGTERM).
 *
 * <p>The Java machine answers such a signal by running its shutdown hooks while all threads go on, and ends when the
 * hooks do. Ours asks for the stop, waits until the main thread is through, and ends the process with the main thread's
 * exit code, which would otherwise depend on the signal.
 */
final class Interruption {
    private final CountDownLatch through = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile int exitCode;

    private Interruption() {}

    /** From now on signals are requests. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::await, "doublewin-interruption"));
        return interruption;
    }

    /** Whether the work should end at the next good place. */
    boolean isRequested() {
        return requested;
    }

    /** Says that the work is through, with this exit code, which it returns. */
    int ended(int code) {
        exitCode = code;
        through.countDown();
        return code;
    }

    private void await() {
        requested = true;
        try {
            through.await();
        } catch (InterruptedException e) {
            return;
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
