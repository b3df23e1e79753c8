package doublewin.experiments.plan;

import doublewin.experiments.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The room on a disk that a new training cannot do without: a lower bound, like {@link MemoryNeed}. While a checkpoint is
 * written, the two before it are there.
 *
 * @param bytes at least
 */
public record DiskNeed(long bytes) {
    private static final long MEBIBYTE = 1 << 20;
    private static final int MOST_CHECKPOINTS = 3;

    /** That of a new run: its weights and their velocities, as often as they are there at once. One checkpoint an epoch. */
    public static DiskNeed ofTraining(Settings settings) {
        long checkpoint = 2L * Float.BYTES * NetworkSize.of(settings).weights();
        return new DiskNeed(Math.min(MOST_CHECKPOINTS, settings.training().epochs()) * checkpoint);
    }

    /**
     * Checks that there may be enough.
     *
     * @param usable bytes that may be written
     * @param folder where
     * @throws IOException if there surely is not; the message is for the user
     */
    public void require(long usable, Path folder) throws IOException {
        if (usable < bytes) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "checkpoints of this training need %,d MiB on the disk of %s at the very least, found %,d MiB; make room, or"
                            + " name a folder on another disk by --out",
                    (bytes + MEBIBYTE - 1) / MEBIBYTE,
                    folder,
                    usable / MEBIBYTE));
        }
    }
}
