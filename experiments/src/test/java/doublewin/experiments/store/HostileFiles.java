package doublewin.experiments.store;

import com.sun.management.ThreadMXBean;
import doublewin.engine.io.FormatException;
import doublewin.engine.io.Npy;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.tensor.Shape;
import doublewin.experiments.findings.FlagFigures;
import doublewin.experiments.game.PayoffTable;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run, each file of which can be replaced by any bytes and read: whatever they are, its reader must end in the one exception
 * that names the file, without taking more memory than the file is worth.
 */
final class HostileFiles implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
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

    private final Path folder;
    private final RunFolder run;
    private final List<Reader> readers;

    /** Such a run, in memory where the system has a file system there. */
    HostileFiles() throws IOException {
        Path memory = Path.of("/dev/shm");
        folder = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "doublewin")
                : Files.createTempDirectory("doublewin");
        run = new RunFolder(folder.resolve("run"), Disk.FILES);
        run.createFolder();
        new SmallRun(run).write(() -> {});
        readers = all();
    }

    /**
     * What is read and how.
     *
     * @param part of the run, whose name the file has
     * @param digest that the file must tell of itself
     * @param bytesAByte that reading may take, of memory for a byte of the file, beside a mebibyte
     * @param reading of the file
     * @param good what the file may hold
     */
    record Reader(Part part, Optional<Digest> digest, int bytesAByte, Reading reading, byte[] good) {
        @Override
        public String toString() {
            return part.fileName();
        }
    }

    /** Reads the file, all of it. */
    @FunctionalInterface
    interface Reading {
        void of(Path file) throws IOException;
    }

    /** Makes a file's digest right again, so that what is behind it is read, too. */
    @FunctionalInterface
    interface Digest {
        void mend(byte[] file);
    }

    /** All readers of a run's files. */
    List<Reader> readers() {
        return readers;
    }

    /**
     * Lets a reader meet a file.
     *
     * @param warm whether to look at what it allocates, which the first times holds classes and tables
     * @return whether it could be read
     * @throws AssertionError if it ends in anything but a {@link FormatException} that names the file, or takes too much memory
     */
    boolean meet(Reader reader, byte[] input, boolean warm) throws IOException {
        Path file = run.file(reader.part());
        Files.write(file, input);
        boolean read = false;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.reading().of(file);
            read = true;
        } catch (FormatException e) {
            if (!e.getMessage().contains(reader.part().fileName())) {
                throw new AssertionError(reader + " is not named: " + e.getMessage(), e);
            }
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(reader + ", " + text(input), e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        long most = (long) reader.bytesAByte() * input.length + ALLOWED;
        if (warm && allocated > most) {
            throw new AssertionError(reader + ", " + input.length + " bytes: expected at most " + most
                    + " bytes allocated, found " + allocated + ", " + text(input));
        }
        return read;
    }

    /** Makes a reader's file good again, which others may read, too. */
    void mend(Reader reader) throws IOException {
        Files.write(run.file(reader.part()), reader.good());
    }

    private static String text(byte[] input) {
        return new String(input, 0, Math.min(input.length, 500), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<Reader> all() throws IOException {
        byte[] checkpoint = run.read(Part.CHECKPOINT);
        return List.of(
                new Reader(Part.WEIGHTS, Optional.empty(), 2, HostileFiles::safetensors, checkpoint),
                new Reader(Part.CHECKPOINT, Optional.empty(), 2, this::checkpoint, checkpoint),
                new Reader(
                        Part.OUTCOMES,
                        Optional.of(HostileFiles::mendOutcomes),
                        200,
                        file -> OutcomesFile.read(run, Part.OUTCOMES),
                        run.read(Part.OUTCOMES)),
                new Reader(
                        Part.CONFIGURATION,
                        Optional.empty(),
                        200,
                        file -> run.settings(),
                        run.read(Part.CONFIGURATION)),
                new Reader(Part.METRICS, Optional.empty(), 200, file -> Metrics.read(run), run.read(Part.METRICS)),
                new Reader(Part.TRANSFER_CSV, Optional.empty(), 200, PayoffTable::read, bytes(MATRIX)),
                new Reader(Part.BEST, Optional.empty(), 2, HostileFiles::npy, npyBytes()),
                new Reader(Part.PROVENANCE, Optional.empty(), 200, this::provenance, bytes(PROVENANCE)),
                new Reader(
                        Part.FLAGS,
                        Optional.empty(),
                        200,
                        file -> FlagFigures.of(ResultNode.read(run, Part.FLAGS)),
                        bytes(FLAGS)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] npyBytes() throws IOException {
        Path file = run.path().resolve("good.npy");
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

    private void checkpoint(Path file) throws IOException {
        Checkpoint.read(file, run.settings()).state();
    }

    private void provenance(Path file) throws IOException {
        Provenance.data(run);
        Provenance.withoutPaths(run);
    }

    private static void mendOutcomes(byte[] file) {
        int end = file.length - 32;
        if (end > 0) {
            System.arraycopy(Sha256.of(file, end), 0, file, end, 32);
        }
    }
}
