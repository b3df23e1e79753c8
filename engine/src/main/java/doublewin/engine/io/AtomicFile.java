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

/**
 * Writes a file whole or not at all: the content goes to a temporary file in the same folder, is forced to the disk,
 * and takes the file's place in one step. Whatever fails, what stood there before is untouched and the temporary file
 * is removed; only a killed process leaves it behind, as {@code .NAME.N.tmp}.
 */
public final class AtomicFile {
    private static final int MOST_TEMPORARIES = 1000;

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

    private static void replace(Path file, Content content) throws IOException {
        Path temporary = createBeside(file);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
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

    /** Makes the renaming last through a power cut. Not every system can; the file itself is complete all the same. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ignored) {
            // Windows does not open folders.
        }
    }
}
