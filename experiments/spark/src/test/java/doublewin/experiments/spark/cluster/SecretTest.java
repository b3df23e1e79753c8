package doublewin.experiments.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that others may read, or could guess, is refused. */
class SecretTest {
    @TempDir
    private Path folder;

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void theOnlyLineIsRead() throws IOException {
        assertThat(Secret.read(file("0123456789abcdef\n", "rw-------"))).isEqualTo("0123456789abcdef");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-----w-"})
    void whatOthersMayReadOrWriteIsNone(String permissions) throws IOException {
        Path file = file("0123456789abcdef\n", permissions);
        assertThatIOException().isThrownBy(() -> Secret.read(file)).withMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "0123456789 abcdef", "0123456789\nabcdef", "0123456789\u0001abcdef"})
    void aShortOneOrMoreThanALineIsNone(String text) throws IOException {
        Path file = file(text, "rw-------");
        assertThatIOException().isThrownBy(() -> Secret.read(file)).withMessageContaining("at least 16");
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> Secret.read(folder.resolve("nowhere")))
                .withMessageContaining("nowhere");
    }
}
