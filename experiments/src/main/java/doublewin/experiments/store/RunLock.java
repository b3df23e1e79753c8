package doublewin.experiments.store;

import doublewin.engine.io.FileProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to work on a run, which one process has at a time: two that trained it would damage its metrics, and one that
 * measures must not meet weights that another replaces. It is a lock on a file of its own, the only one in the folder that is never replaced or removed; the operating system
 * takes it back when the process ends, however that happens.
 */
public final class RunLock implements AutoCloseable {
    private static final String FILE = ".lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; the run's folder is made where it is missing.
     *
     * @throws IOException if another process has it, or the folder can't be written; the message is for the user
     */
    public static RunLock take(RunFolder run) throws IOException {
        run.createFolder();
        Path file = run.path().resolve(FILE);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException(
                    "another process works on this run: " + run.path() + "; wait for its end, or stop it first");
        }
        return new RunLock(channel);
    }

    /** Whether some process works on a run just now. */
    public static boolean isTaken(RunFolder run) {
        Path file = run.path().resolve(FILE);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !isLocked(channel);
        } catch (IOException e) {
            return false; // Who may not write there can't know, and does not work on it.
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // Taken by this very process.
        } catch (IOException e) {
            return true; // Some network file systems know no locks; that is no reason not to train on them.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
