package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doublewin.engine.io.FormatException;
import doublewin.engine.io.Npy;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Shape;
import doublewin.experiments.findings.FlagFigures;
import doublewin.experiments.game.PayoffTable;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader meets files that were good and are not any more: whatever the bytes, it ends in the one exception that names the
 * file, without taking more memory than the file is worth. The n-th input of a reader is a function of n.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int QUICK = 3000;
    private static final int WARM_UP = 200;
    private static final long ALLOWED = 1 << 20;

    private static final String FLAGS = """
            { "weights" : "w", "testChecksum" : "9a", "numerics" : "direct", "seed" : 1,
              "attack" : "flags", "attackParameters" : { "epsilon" : "8.0" }, "precisions" : [ 4, 8 ], "images" : 7,
              "audits" : [ { "against" : "4 bit", "attack" : "APGD-CE, to the end",
                "flags" : [ { "flag" : "gradients", "raised" : false, "title" : "gradients vanish",
                    "figures" : { "vanished" : 0.0, "not finite" : 2.0 }, "meaning" : "the loss is flat" } ] } ] }
            """;
    private static final String PROVENANCE = """
            { "commands" : [ { "command" : "train", "date" : "2026-11-26T00:00:00Z", "flags" : [ "-Xmx1g" ], "seed" : 1,
              "data" : "/images/cifar", "trainChecksum" : "9a", "testChecksum" : "9b", "weights" : "" } ] }
            """;
    private static final String MATRIX = """
            inference,attack 4,attack 8,average,clean
            4,0.4,0.5,0.45,0.7
            8,"0.6",0.3,0.45,0.7
            # made up
            """;

    @TempDir
    private static Path temporary;

    private static Path folder;
    private static RunFolder run;

    /** What is read and how. */
    private record Reader(Part part, Optional<Digest> digest, int bytesAByte, Reading reading, List<byte[]> good) {
        @Override
        public String toString() {
            return part.fileName();
        }
    }

    /** Reads the file, all of it. */
    @FunctionalInterface
    private interface Reading {
        void of(Path file) throws IOException;
    }

    /** Makes a file's digest right again, so that what is behind it is read, too. */
    @FunctionalInterface
    private interface Digest {
        void mend(byte[] file);
    }

    @BeforeAll
    static void writeGoodOnes() throws IOException {
        // In memory, where the system has a file system there.
        Path memory = Path.of("/dev/shm");
        folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "doublewin") : temporary;
        run = new RunFolder(folder.resolve("run"), Disk.FILES);
        run.createFolder();
        new SmallRun(run).write(() -> {});
    }

    @AfterAll
    static void remove() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(temporary)) {
                    Files.delete(file);
                }
            }
        }
    }

    static Stream<Reader> readers() throws IOException {
        List<byte[]> checkpoint = List.of(run.read(Part.CHECKPOINT));
        return Stream.of(
                new Reader(Part.WEIGHTS, Optional.empty(), 2, FuzzTest::safetensors, checkpoint),
                new Reader(Part.CHECKPOINT, Optional.empty(), 2, FuzzTest::checkpoint, checkpoint),
                new Reader(
                        Part.OUTCOMES,
                        Optional.of(FuzzTest::mendOutcomes),
                        200,
                        file -> OutcomesFile.read(run, Part.OUTCOMES),
                        List.of(run.read(Part.OUTCOMES))),
                new Reader(
                        Part.CONFIGURATION,
                        Optional.empty(),
                        200,
                        file -> run.settings(),
                        List.of(run.read(Part.CONFIGURATION))),
                new Reader(
                        Part.METRICS,
                        Optional.empty(),
                        200,
                        file -> Metrics.read(run),
                        List.of(run.read(Part.METRICS))),
                new Reader(Part.TRANSFER_CSV, Optional.empty(), 200, PayoffTable::read, List.of(bytes(MATRIX))),
                new Reader(Part.BEST, Optional.empty(), 2, FuzzTest::npy, List.of(npyBytes())),
                new Reader(Part.PROVENANCE, Optional.empty(), 200, FuzzTest::provenance, List.of(bytes(PROVENANCE))),
                new Reader(
                        Part.FLAGS,
                        Optional.empty(),
                        200,
                        file -> FlagFigures.of(ResultNode.read(run, Part.FLAGS)),
                        List.of(bytes(FLAGS))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] npyBytes() throws IOException {
        Path file = folder.resolve("good.npy");
        Npy.write(file, Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
        return Files.readAllBytes(file);
    }

    private static void npy(Path file) throws IOException {
        Npy.read(file);
    }

    private static void safetensors(Path file) throws IOException {
        try (SafetensorsFile stored = SafetensorsFile.open(file)) {
            for (String name : stored.names()) {
                stored.floats(name);
            }
        }
    }

    private static void checkpoint(Path file) throws IOException {
        Checkpoint.read(file, run.settings()).state();
    }

    private static void provenance(Path file) throws IOException {
        Provenance.data(run);
        Provenance.withoutPaths(run);
    }

    private static void mendOutcomes(byte[] file) {
        int end = file.length - 32;
        if (end > 0) {
            System.arraycopy(Sha256.of(file, end), 0, file, end, 32);
        }
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

    private static void meet(Reader reader, int inputs) throws IOException {
        Path file = run.file(reader.part());
        byte[] kept = run.has(reader.part()) ? run.read(reader.part()) : new byte[0];
        int read = 0;
        for (int n = 0; n < inputs; n++) {
            byte[] input = input(reader, n);
            Files.write(file, input);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                reader.reading().of(file);
                read++;
            } catch (FormatException e) {
                assertThat(e.getMessage())
                        .as("input %d", n)
                        .contains(file.getFileName().toString());
            } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("input " + n + " of " + reader + ", " + text(input), e);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (n >= WARM_UP) {
                assertThat(allocated)
                        .as("input %d of %s, %d bytes: bytes allocated", n, reader, input.length)
                        .isLessThanOrEqualTo((long) reader.bytesAByte() * input.length + ALLOWED);
            }
        }
        Files.write(file, kept);
        System.out.println("fuzzing " + reader + ": " + inputs + " inputs, " + read + " of them could be read");
    }

    private static String text(byte[] input) {
        return new String(input, 0, Math.min(input.length, 500), StandardCharsets.ISO_8859_1);
    }

    private static byte[] input(Reader reader, int n) {
        RandomStream random = new RandomStream(
                RandomKey.of(n, Purpose.EMBEDDED_DATA).withEpoch(reader.part().ordinal()));
        byte[] bytes = reader.good().get(random.below(reader.good().size()));
        for (int times = 1 + random.below(3); times > 0; times--) {
            bytes = Mutation.of(random, bytes);
        }
        byte[] input = bytes;
        if (random.below(4) > 0) {
            reader.digest().ifPresent(digest -> digest.mend(input));
        }
        return input;
    }

    /** One small thing that happens to a file. */
    private static final class Mutation {
        private static final List<String> TOKENS = new ArrayList<>(List.of(
                "-1",
                "0",
                "1",
                "2147483647",
                "2147483648",
                "4294967296",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "1e999",
                "-1e999",
                "NaN",
                "0.5",
                "1e-400",
                "null",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"x\"",
                "[[[[[[[[",
                "{\"a\":",
                "\u0000",
                "\uFEFF",
                "\"\\ud800\"",
                ",",
                ":",
                "]",
                "}",
                "99999999999999999999999999",
                "\n"));

        static byte[] of(RandomStream random, byte[] bytes) {
            int at = bytes.length == 0 ? 0 : random.below(bytes.length);
            int length = bytes.length == 0 ? 0 : 1 + random.below(Math.min(16, bytes.length - at));
            return switch (random.below(8)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 -> spliced(bytes, at, 0, new byte[] {(byte) random.below(256)});
                case 2 -> spliced(bytes, at, length, new byte[0]);
                case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                case 4 -> flipped(bytes, at, random.below(8));
                case 5 -> token(random, bytes, at);
                case 6 -> spliced(bytes, at, Math.min(8, bytes.length - at), number(random));
                default -> spliced(bytes, at, length, bytes(TOKENS.get(random.below(TOKENS.size()))));
            };
        }

        /** In place of the word, number or string that stands there. */
        private static byte[] token(RandomStream random, byte[] bytes, int at) {
            int from = at;
            while (from > 0 && inWord(bytes[from - 1])) {
                from--;
            }
            int to = at;
            while (to < bytes.length && inWord(bytes[to])) {
                to++;
            }
            return spliced(bytes, from, to - from, bytes(TOKENS.get(random.below(TOKENS.size()))));
        }

        private static boolean inWord(byte value) {
            return Character.isLetterOrDigit(value) || value == '-' || value == '.' || value == '+';
        }

        private static byte[] number(RandomStream random) {
            long[] numbers = {0, 1, -1, 100_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1L << 32};
            long number = numbers[random.below(numbers.length)];
            byte[] bytes = new byte[8];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (number >> 8 * i);
            }
            return bytes;
        }

        private static byte[] flipped(byte[] bytes, int at, int bit) {
            byte[] changed = bytes.clone();
            if (changed.length > 0) {
                changed[at] ^= (byte) (1 << bit);
            }
            return changed;
        }

        private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
            byte[] result = new byte[bytes.length - removed + inserted.length];
            System.arraycopy(bytes, 0, result, 0, at);
            System.arraycopy(inserted, 0, result, at, inserted.length);
            System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
            return result;
        }
    }
}
