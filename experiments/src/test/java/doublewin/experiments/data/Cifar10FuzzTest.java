package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.experiments.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader of CIFAR-10's archive meets archives that were good and are not any more. The n-th of them is a function of n. */
class Cifar10FuzzTest {
    private static final int QUICK = 500;
    private static final int WARM_UP = 50;
    /** In place of the epoch of a key. */
    private static final int STREAM = 100;

    @TempDir
    private static Path folder;

    private final byte[] tar;
    private final byte[] packed;

    Cifar10FuzzTest() throws IOException {
        tar = HostileArchive.tar();
        packed = HostileArchive.packed(tar);
    }

    @BeforeEach
    void theGoodOneCanBeRead() throws IOException {
        assertThat(new HostileArchive(folder.resolve("good.tar.gz")).meet(packed, tar.length, false))
                .isTrue();
    }

    @Test
    void someHundred() throws IOException {
        meet(QUICK);
    }

    /** As many as the system property {@code doublewin.fuzz.inputs} says. */
    @Test
    @Tag("long")
    void manyMore() throws IOException {
        meet(Integer.getInteger("doublewin.fuzz.inputs", 30_000));
    }

    private void meet(int inputs) throws IOException {
        HostileArchive archive = new HostileArchive(folder.resolve("any.tar.gz"));
        int read = 0;
        for (int n = 0; n < inputs; n++) {
            RandomStream random =
                    new RandomStream(RandomKey.of(n, Purpose.EMBEDDED_DATA).withEpoch(STREAM));
            boolean inside = random.below(4) > 0;
            byte[] changed = Mutation.few(random, inside ? tar : packed);
            if (inside && random.below(4) > 0) {
                HostileArchive.mendChecksums(changed);
            }
            byte[] input = inside ? HostileArchive.packed(changed) : changed;
            try {
                if (archive.meet(input, inside ? changed.length : tar.length, n >= WARM_UP)) {
                    read++;
                }
            } catch (AssertionError e) {
                throw new AssertionError("input " + n, e);
            }
        }
        System.out.println("fuzzing CIFAR-10's archive: " + inputs + " inputs, " + read + " of them could be read");
    }
}
