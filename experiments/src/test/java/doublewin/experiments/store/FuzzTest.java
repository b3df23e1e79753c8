package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.experiments.Mutation;
import doublewin.experiments.store.HostileFiles.Mend;
import doublewin.experiments.store.HostileFiles.Reader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reader meets files that were good and are not any more. The n-th input of a reader is a function of n. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {
    private static final int QUICK = 3000;
    private static final int WARM_UP = 200;

    private HostileFiles files;

    @BeforeAll
    void writeGoodOnes() throws IOException {
        files = new HostileFiles();
    }

    @AfterAll
    void remove() throws IOException {
        files.close();
    }

    Stream<Reader> readers() {
        return files.readers().stream();
    }

    Stream<Reader> mendedReaders() {
        return readers().filter(reader -> !reader.mends().isEmpty());
    }

    /** A header of one more space, which is not worth a word: else nothing behind lengths and digests would be met. */
    @ParameterizedTest
    @MethodSource("mendedReaders")
    void whatIsMendedIsRead(Reader reader) throws IOException {
        String good = new String(reader.good(), StandardCharsets.ISO_8859_1);
        byte[] longer = good.replaceFirst("\\{", "{ ").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(files.meet(reader, longer, false)).isFalse();
        reader.mends().forEach(mend -> mend.of(longer));
        assertThat(files.meet(reader, longer, false)).isTrue();
        files.mend(reader);
    }

    /** Else all that is changed would be refused for what is missing, and nothing else be met. */
    @ParameterizedTest
    @MethodSource("readers")
    void whatIsChangedCouldBeRead(Reader reader) throws IOException {
        assertThat(files.meet(reader, reader.good().clone(), false)).isTrue();
        files.mend(reader);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void someThousand(Reader reader) throws IOException {
        meet(reader, QUICK);
    }

    /** As many as the system property {@code doublewin.fuzz.inputs} says, each reader. */
    @ParameterizedTest
    @MethodSource("readers")
    @Tag("long")
    void manyMore(Reader reader) throws IOException {
        meet(reader, Integer.getInteger("doublewin.fuzz.inputs", 30_000));
    }

    private void meet(Reader reader, int inputs) throws IOException {
        int read = 0;
        for (int n = 0; n < inputs; n++) {
            try {
                if (files.meet(reader, input(reader, n), n >= WARM_UP)) {
                    read++;
                }
            } catch (AssertionError e) {
                throw new AssertionError("input " + n, e);
            }
        }
        files.mend(reader);
        System.out.println("fuzzing " + reader + ": " + inputs + " inputs, " + read + " of them could be read");
    }

    private static byte[] input(Reader reader, int n) {
        RandomStream random = new RandomStream(
                RandomKey.of(n, Purpose.EMBEDDED_DATA).withEpoch(reader.part().ordinal()));
        byte[] input = Mutation.few(random, reader.good());
        for (Mend mend : reader.mends()) {
            if (random.below(4) > 0) {
                mend.of(input);
            }
        }
        return input;
    }
}
