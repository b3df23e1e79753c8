package doublewin.experiments.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Cifar10FuzzTest}, guided by what code an archive leads to; {@code docs/reliability/fuzz.sh} runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuidedCifar10Fuzz {
    @TempDir
    private Path folder;

    @MethodSource
    @FuzzTest
    void archive(byte[] input) throws IOException {
        byte[] tar = input.clone();
        HostileArchive.mendChecksums(tar);
        new HostileArchive(folder.resolve("any.tar.gz")).meet(HostileArchive.packed(tar), tar.length, false);
    }

    static Stream<byte[]> archive() throws IOException {
        return Stream.of(HostileArchive.tar());
    }
}
