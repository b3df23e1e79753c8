package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.experiments.store.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor works in the driver's folder, and in no other one that has its name on another machine. */
class StudyFolderTest {
    @TempDir
    private Path folder;

    private StudyFolder named(String name) {
        return new StudyFolder(folder.resolve(name), Disk.FILES);
    }

    @Test
    void theSignOfTheDriverIsSeen() throws IOException {
        String sign = named("shared").sign();
        assertThatCode(() -> named("shared").requireSign(sign, "host")).doesNotThrowAnyException();
    }

    @Test
    void anotherFolderIsRefused() throws IOException {
        String sign = named("shared").sign();
        named("other").sign();
        Files.createDirectories(folder.resolve("empty"));
        for (String name : new String[] {"other", "empty", "missing"}) {
            assertThatIOException()
                    .isThrownBy(() -> named(name).requireSign(sign, "node7"))
                    .withMessageContaining("node7")
                    .withMessageContaining(name)
                    .withMessageContaining("--out");
        }
    }

    @Test
    void driversDoNotTakeEachOthersSigns() throws IOException {
        String one = named("shared").sign();
        String other = named("shared").sign();
        named("shared").unsign(other);
        assertThatCode(() -> named("shared").requireSign(one, "node7")).doesNotThrowAnyException();
        assertThatIOException().isThrownBy(() -> named("shared").requireSign(other, "node7"));
    }
}
