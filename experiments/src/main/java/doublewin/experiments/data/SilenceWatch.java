package doublewin.experiments.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream that has given nothing for too long, so that a read which would wait for ever fails. */
final class SilenceWatch implements AutoCloseable {
    private final InputStream stream;
    private final long patience;
    private final Thread thread;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean silent;

    SilenceWatch(InputStream stream, Duration patience) {
        this.stream = stream;
        this.patience = patience.toNanos();
        this.thread = Thread.ofPlatform().daemon().name("doublewin-silence").start(this::watch);
    }

    private void watch() {
        try {
            for (long left = patience; left > 0; left = patience - (System.nanoTime() - heardAt)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            silent = true;
            stream.close();
        } catch (InterruptedException | IOException e) {
            // No longer wanted, or closed already.
        }
    }

    /** Something came. */
    void heard() {
        heardAt = System.nanoTime();
    }

    /** Whether it has closed the stream. */
    boolean isSilent() {
        return silent;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
