package doublewin.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that tells its own digest. */
class FileDigestTest {
    private static final List<NamedArray> ARRAYS = List.of(
            new NamedArray.Floats("a", Shape.of(2, 3), new float[] {1, -2, 3, 0, Float.NaN, 6}),
            new NamedArray.Longs("b", Shape.of(1), new long[] {7}));

    @TempDir
    private Path folder;

    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("a.safetensors");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            SafetensorsWriter.writeWithDigest(channel, ARRAYS, Map.of("epoch", "3", "\"sha256\":\"", "a trap"));
        }
        whole = Files.readAllBytes(file);
    }

    private boolean isWhole() throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            return stored.requireDigest();
        }
    }

    @Test
    void itIsReadAsAnyOther() throws IOException {
        assertThat(isWhole()).isTrue();
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            assertThat(stored.floats("a")).startsWith(1, -2, 3).hasSize(6);
            assertThat(stored.metadata()).containsEntry("epoch", "3").containsKey("sha256");
        }
    }

    /** The definition, by hand. */
    @Test
    void theDigestIsThatOfTheFileWithZerosInItsPlace() throws IOException {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        String told;
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            told = stored.metadata().get("sha256");
        }
        byte[] zeroed = text.replace(told, "0".repeat(64)).getBytes(StandardCharsets.ISO_8859_1);
        FileDigest.Sink sink = new FileDigest.Sink();
        sink.write(java.nio.ByteBuffer.wrap(zeroed));
        assertThat(told).isEqualTo(sink.digits());
    }

    /** No flipped bit passes; one in the word itself leaves a file that tells no digest. */
    @Test
    void everyFlippedBitIsSeen() throws IOException {
        int untold = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            boolean whole;
            try {
                whole = isWhole();
            } catch (FormatException e) {
                continue;
            }
            assertThat(whole).as("bit %d", bit).isFalse();
            untold++;
        }
        // Six letters of eight bits; some bits make the file unreadable.
        assertThat(untold).isBetween(1, 48);
    }

    @Test
    void everyLengthIsSeen() throws IOException {
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(this::isWhole).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void aProgramThatKeepsTheMetadataIsTold() throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            SafetensorsWriter.write(
                    folder.resolve("other.safetensors"),
                    List.of(new NamedArray.Floats("a", Shape.of(1), new float[1])),
                    stored.metadata());
        }
        file = folder.resolve("other.safetensors");
        assertThatThrownBy(this::isWhole)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("damaged, or was changed by a program that keeps the metadata");
    }

    @Test
    void withoutADigestNothingIsCompared() throws IOException {
        SafetensorsWriter.write(file, ARRAYS, Map.of("epoch", "3"));
        assertThat(isWhole()).isFalse();
    }
}
