package doublewin.experiments.store;

import com.code_intelligence.jazzer.junit.FuzzTest;
import doublewin.experiments.store.HostileFiles.Reader;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FuzzTest} with inputs that grow out of those which led to code not met before; {@code docs/reliability/fuzz.sh} runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuidedFuzz {
    private HostileFiles files;

    @BeforeAll
    void writeGoodOnes() throws IOException {
        files = new HostileFiles();
    }

    @AfterAll
    void remove() throws IOException {
        files.close();
    }

    @MethodSource
    @FuzzTest
    void weights(byte[] input) throws IOException {
        meet(Part.WEIGHTS, input);
    }

    Stream<byte[]> weights() {
        return Stream.of(files.reader(Part.WEIGHTS).good());
    }

    @MethodSource
    @FuzzTest
    void checkpoint(byte[] input) throws IOException {
        meet(Part.CHECKPOINT, input);
    }

    Stream<byte[]> checkpoint() {
        return Stream.of(files.reader(Part.CHECKPOINT).good());
    }

    @MethodSource
    @FuzzTest
    void outcomes(byte[] input) throws IOException {
        meet(Part.OUTCOMES, input);
    }

    Stream<byte[]> outcomes() {
        return Stream.of(files.reader(Part.OUTCOMES).good());
    }

    @MethodSource
    @FuzzTest
    void configuration(byte[] input) throws IOException {
        meet(Part.CONFIGURATION, input);
    }

    Stream<byte[]> configuration() {
        return Stream.of(files.reader(Part.CONFIGURATION).good());
    }

    @MethodSource
    @FuzzTest
    void metrics(byte[] input) throws IOException {
        meet(Part.METRICS, input);
    }

    Stream<byte[]> metrics() {
        return Stream.of(files.reader(Part.METRICS).good());
    }

    @MethodSource
    @FuzzTest
    void transfer(byte[] input) throws IOException {
        meet(Part.TRANSFER_CSV, input);
    }

    Stream<byte[]> transfer() {
        return Stream.of(files.reader(Part.TRANSFER_CSV).good());
    }

    @MethodSource
    @FuzzTest
    void array(byte[] input) throws IOException {
        meet(Part.BEST, input);
    }

    Stream<byte[]> array() {
        return Stream.of(files.reader(Part.BEST).good());
    }

    @MethodSource
    @FuzzTest
    void provenance(byte[] input) throws IOException {
        meet(Part.PROVENANCE, input);
    }

    Stream<byte[]> provenance() {
        return Stream.of(files.reader(Part.PROVENANCE).good());
    }

    @MethodSource
    @FuzzTest
    void flags(byte[] input) throws IOException {
        meet(Part.FLAGS, input);
    }

    Stream<byte[]> flags() {
        return Stream.of(files.reader(Part.FLAGS).good());
    }

    private void meet(Part part, byte[] input) throws IOException {
        Reader reader = files.reader(part);
        byte[] file = input.clone();
        reader.mends().forEach(mend -> mend.of(file));
        // What the instrumented code allocates is not what the program does.
        files.meet(reader, file, false);
    }
}
