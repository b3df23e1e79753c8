package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to work on a run, which one process has at a time: two that trained it would damage its metrics, and one that
 * measures must not meet weights that another replaces. It is a lock on a file of its own, the only one in the folder that is never replaced or removed; the operating system
 * takes it back when the process ends, however that happens. Who has it is written into the file, for those who have to wait;
 * that text decides nothing.
 */
public final class RunLock implements AutoCloseable {
    private static final String FILE = ".lock";

    /** How long somebody who only looks may hold a lock. */
    private static final int ATTEMPTS = 5;

    private static final long PAUSE_MILLIS = 20;

    /**
     * What this process holds. It must not even open these files: where locks are the operating system's, closing any
     * channel of a file gives back all that the process has on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock; the run's folder is made where it is missing, and what killed processes left in it is put in its place or
     * removed.
     *
     * @throws IOException if somebody has it, or the folder can't be written; the message is for the user
     */
    public static RunLock take(RunFolder run) throws IOException {
        run.createFolder();
        Path file = fileOf(run);
        String holder = LockHolder.OURSELVES;
        if (hold(file)) {
            try {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    FileChannel channel = open(file);
                    if (tryLock(channel)) {
                        LockHolder.write(channel);
                        RunLock lock = new RunLock(file, channel);
                        lock.tidyUp(run);
                        return lock;
                    }
                    holder = LockHolder.read(channel);
                    channel.close();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                }
            } catch (IOException e) {
                HELD.remove(file);
                throw e;
            }
            HELD.remove(file);
        }
        throw new IOException("another process works on this run: " + run.path() + " (" + holder
                + "); wait for its end, or stop it first");
    }

    /** Not while somebody of this process looks: closing the file after the look would give back what was taken meanwhile. */
    private static synchronized boolean hold(Path file) {
        return HELD.add(file);
    }

    private void tidyUp(RunFolder run) throws IOException {
        try {
            run.settle(RunFolder.Part.CHECKPOINT, RunFolder.Part.CHECKPOINT_PREVIOUS);
            AtomicFile.removeLeftovers(file.getParent());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Path fileOf(RunFolder run) throws IOException {
        return run.path().toRealPath().resolve(FILE);
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
    }

    /** Whether somebody works on a run just now. */
    public static synchronized boolean isTaken(RunFolder run) {
        try {
            Path file = fileOf(run);
            if (HELD.contains(file)) {
                return true;
            }
            if (!Files.exists(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return !tryLock(channel);
            }
        } catch (IOException e) {
            return false; // Who may not write there can't know, and does not work on it.
        }
    }

    private static boolean tryLock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException e) {
            return true; // Some network file systems know no locks; that is no reason not to train on them.
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            LockHolder.clear(channel);
        } finally {
            HELD.remove(file);
        }
    }
}
