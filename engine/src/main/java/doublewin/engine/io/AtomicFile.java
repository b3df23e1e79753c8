package doublewin.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Writes a file whole or not at all: the content goes to a temporary file in the same folder, is forced to the disk, read
 * back, and takes the file's place in one step. Whatever fails, what stood there before is untouched and the temporary file
 * is removed; only a killed process leaves it behind, as {@code .NAME.N.tmp}, until {@link #removeLeftovers}.
 */
public final class AtomicFile {
    private static final int MOST_TEMPORARIES = 1000;
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.\\d+\\.tmp");
    private static final int CHUNK_BYTES = 1 << 16;

    private AtomicFile() {}

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; an IOException here means that the file stays as it was. */
        void writeTo(WritableByteChannel channel) throws IOException;

        /** These bytes. */
        static Content of(byte[] bytes) {
            return channel -> LittleEndian.writeFully(channel, ByteBuffer.wrap(bytes));
        }
    }

    /** Creates or replaces a file in an existing folder; an IOException names the file and the reason. */
    public static void write(Path file, Content content) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            replace(file.toAbsolutePath(), content);
        } catch (IOException e) {
            throw FileProblem.explain("write", file, e);
        }
    }

    /**
     * Removes what killed processes left behind in a folder.
     *
     * @param folder in which nobody else is writing
     */
    public static void removeLeftovers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (TEMPORARY.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw FileProblem.explain("tidy up", folder, e);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        Path temporary = createBeside(file);
        try {
            CRC32C written = new CRC32C();
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.writeTo(new Summed(channel, written));
                channel.force(true);
            }
            requireReadable(temporary, written.getValue());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        forceFolder(file.getParent());
    }

    /** Without it a file that a failing disk or a mount that lies has lost would take the place of a good one. */
    private static void requireReadable(Path temporary, long written) throws IOException {
        CRC32C found = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ)) {
            while (channel.read(chunk) >= 0) {
                found.update(chunk.flip());
                chunk.clear();
            }
        }
        if (found.getValue() != written) {
            throw new IOException("what was written there is not what is read back; look after the disk");
        }
    }

    /** A channel that sums up what goes through it. */
    private record Summed(WritableByteChannel channel, CRC32C sum) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            ByteBuffer written = source.duplicate();
            int count = channel.write(source);
            sum.update(written.limit(written.position() + count));
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A new file of its own, with the permissions of any new file, even when several write the same one at once. */
    private static Path createBeside(Path file) throws IOException {
        for (int n = 0; ; n++) {
            Path temporary = file.resolveSibling("." + file.getFileName() + "." + n + ".tmp");
            try {
                return Files.createFile(temporary);
            } catch (FileAlreadyExistsException e) {
                if (n == MOST_TEMPORARIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes what happened to the names in a folder last through a power cut. Not every system can; the files themselves are
     * complete all the same.
     */
    public static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ignored) {
            // Windows does not open folders.
        }
    }
}
