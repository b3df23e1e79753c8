package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final byte[] OLD = "what stood there before".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void createsAndReplaces() throws IOException {
        Path file = folder.resolve("file");

        AtomicFile.write(file, AtomicFile.Content.of(OLD));
        assertThat(file).hasBinaryContent(OLD);
        AtomicFile.write(file, AtomicFile.Content.of(NEW));
        assertThat(file).hasBinaryContent(NEW);
        assertOnlyFile(file);
    }

    @Test
    void newFilesHaveOrdinaryPermissions() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        Path file = folder.resolve("file");
        AtomicFile.write(file, AtomicFile.Content.of(NEW));

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void aFullDiskLeavesTheOldFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);

        assertThatIOException()
                .isThrownBy(
                        () -> AtomicFile.write(file, channel -> new FullDisk(channel, 2).write(ByteBuffer.wrap(NEW))))
                .withMessage("cannot write " + file + ": No space left on device");
        assertThat(file).hasBinaryContent(OLD);
        assertOnlyFile(file);
    }

    @Test
    void aFailingProgramLeavesTheOldFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);

        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(NEW));
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasBinaryContent(OLD);
        assertOnlyFile(file);
    }

    @Test
    void leavesAnotherWritersTemporaryFileAlone() throws IOException {
        Path left = Files.write(folder.resolve(".file.0.tmp"), OLD);
        Path file = folder.resolve("file");
        AtomicFile.write(file, AtomicFile.Content.of(NEW));

        assertThat(file).hasBinaryContent(NEW);
        assertThat(left).hasBinaryContent(OLD);
    }

    @Test
    void whatKilledWritersLeftIsRemovedAndNothingElse() throws IOException {
        Files.write(folder.resolve(".file.0.tmp"), OLD);
        Files.write(folder.resolve(".other.file.12.tmp"), OLD);
        Path kept = Files.write(folder.resolve("file.0.tmp"), OLD);
        Path hidden = Files.write(folder.resolve(".file.tmp"), OLD);
        Path inside = Files.createDirectory(folder.resolve(".folder.0.tmp"));
        AtomicFile.removeLeftovers(folder);

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(kept, hidden, inside);
        }
    }

    /** Somebody else writes into the temporary file: what a lost write looks like. */
    @Test
    void whatReadsBackOtherwiseLeavesTheOldFile() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);

        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(NEW));
                    Files.write(folder.resolve(".file.0.tmp"), "nex".getBytes(StandardCharsets.UTF_8));
                }))
                .withMessage("cannot write " + file
                        + ": what was written there is not what is read back; look after the disk");
        assertThat(file).hasBinaryContent(OLD);
        assertOnlyFile(file);
    }

    @Test
    void saysWhyItCannotWrite() throws IOException {
        Path regular = Files.write(folder.resolve("regular"), OLD);
        Path below = regular.resolve("run/file");
        Path nowhere = folder.resolve("nowhere/file");
        Path taken = Files.createDirectory(folder.resolve("taken"));

        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(below, AtomicFile.Content.of(NEW)))
                .withMessage("cannot write " + below + ": " + regular + " is a file, expected a folder");
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(nowhere, AtomicFile.Content.of(NEW)))
                .withMessage("cannot write " + nowhere + ": there is no folder " + nowhere.getParent());
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(taken, AtomicFile.Content.of(NEW)))
                .withMessage("cannot write " + taken + ": it is a folder, expected a file");
        assertThat(regular).hasBinaryContent(OLD);
        assertThat(taken).isEmptyDirectory();
    }

    private void assertOnlyFile(Path file) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Takes so many bytes and then no more. */
    static final class FullDisk implements WritableByteChannel {
        private final WritableByteChannel channel;
        private int room;

        FullDisk(WritableByteChannel channel, int room) {
            this.channel = channel;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (source.remaining() > room) {
                channel.write(source.slice(source.position(), room));
                throw new IOException("No space left on device");
            }
            room -= source.remaining();
            return channel.write(source);
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
}
