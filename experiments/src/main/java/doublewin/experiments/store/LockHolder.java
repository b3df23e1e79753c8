package doublewin.experiments.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who holds a lock, as its file tells those who have to wait. A lock is as good without: where the text can't be written or
 * read, nothing else changes.
 */
final class LockHolder {
    /** The holder is this very process. */
    static final String OURSELVES = "this process itself";

    private static final String UNKNOWN = "it does not say who it is";
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int LONGEST = 200;

    private LockHolder() {}

    /** Names this process as the holder. */
    static void write(FileChannel channel) {
        String text = "process " + ProcessHandle.current().pid() + hostName() + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        clear(channel);
        try {
            channel.write(StandardCharsets.UTF_8.encode(text), 0);
        } catch (IOException e) {
            clear(channel); // The disk is full; better nobody than half a name.
        }
    }

    /** Names nobody. */
    static void clear(FileChannel channel) {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            return; // What it says is read only while somebody holds the lock, who writes it anew.
        }
    }

    /** The holder's name; of text that others could have written only what a name is made of. */
    static String read(FileChannel channel) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        try {
            channel.read(bytes, 0);
        } catch (IOException e) {
            return UNKNOWN;
        }
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString().replaceAll("[^\\w .,:-]", "");
        return text.isBlank() ? UNKNOWN : text;
    }

    private static String hostName() {
        try {
            return " on host " + Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return ""; // Not Linux.
        }
    }
}
