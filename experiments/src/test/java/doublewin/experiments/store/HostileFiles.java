package doublewin.experiments.store;

import com.sun.management.ThreadMXBean;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.FormatException;
import doublewin.engine.io.Npy;
import doublewin.engine.io.SafetensorsFile;
import doublewin.engine.tensor.Shape;
import doublewin.experiments.findings.AttackFigures;
import doublewin.experiments.findings.FlagFigures;
import doublewin.experiments.findings.GameFigures;
import doublewin.experiments.findings.GradientFigures;
import doublewin.experiments.findings.PoolFigures;
import doublewin.experiments.game.PayoffTable;
import doublewin.experiments.report.RunState;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A run, each file of which can be replaced by any bytes and read: whatever they are, its reader must end in the one exception
 * that names the file, without taking more memory than the file is worth.
 */
final class HostileFiles implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ALLOWED = 1 << 20;

    private static final PrecisionSet SET = PrecisionSet.parse("4,8");
    private static final int IMAGES = 3;
    private static final int OUTCOMES_HEADER = 16;
    private static final int SAFETENSORS_HEADER = 8;
    private static final String DIGEST = "\"sha256\":\"";
    private static final int DIGITS = 64;

    private static final String VALIDATION = """
            {"epoch":0,"validation":"test","precisions":[4,8],"clean":[3,2],"robust":[1,0],"images":5}
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
    /** With a map, whose accuracies lists and pages tell in place of those of validations. */
    private final RunFolder measured;
    /** With no outcomes at all, so that those of validations are told. */
    private final RunFolder validated;

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
        measured = another("measured");
        validated = another("validated");
        map().save();
        readers = all();
    }

    private RunFolder another(String name) throws IOException {
        RunFolder another = new RunFolder(folder.resolve(name), Disk.FILES);
        another.createFolder();
        another.create(run.settings());
        return another;
    }

    private OutcomesFile map() throws IOException {
        OutcomesFile map = OutcomesFile.open(
                measured,
                Part.OUTCOMES,
                new Origin("w", "i", "direct", 1, "PGD-20", new TreeMap<>()),
                Outcomes.atEachPrecision(SET, List.of("PGD"), IMAGES));
        for (CandidateOutcomes candidate : map.outcomes().candidates()) {
            candidate.enter(0, new boolean[SET.size()][IMAGES], new GradientFindings());
        }
        return map;
    }

    /**
     * What is read and how.
     *
     * @param run that the file is of
     * @param part of the run, whose name the file has
     * @param mends of what the file must tell of itself, in the order in which they are done
     * @param bytesAByte that reading may take, of memory for a byte of the file, beside a mebibyte
     * @param reading of the file
     * @param good what the file may hold
     */
    record Reader(RunFolder run, Part part, List<Mend> mends, int bytesAByte, Reading reading, byte[] good) {
        @Override
        public String toString() {
            return run.path().getFileName() + "/" + part.fileName();
        }
    }

    /** Reads the file, all of it. */
    @FunctionalInterface
    interface Reading {
        void of(Path file) throws IOException;
    }

    /** Makes a file's digest or a length in it right again, so that what is behind it is read, too. */
    @FunctionalInterface
    interface Mend {
        void of(byte[] file);
    }

    /** All readers of a run's files. */
    List<Reader> readers() {
        return readers;
    }

    /** The first reader of a part. */
    Reader reader(Part part) {
        return readers.stream()
                .filter(reader -> reader.part() == part)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Lets a reader meet a file.
     *
     * @param warm whether to look at what it allocates, which the first times holds classes and tables
     * @return whether it could be read
     * @throws AssertionError if it ends in anything but a {@link FormatException} that names the file, or takes too much memory
     */
    boolean meet(Reader reader, byte[] input, boolean warm) throws IOException {
        Path file = reader.run().file(reader.part());
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
        Files.write(reader.run().file(reader.part()), reader.good());
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
        List<Mend> outcomes = List.of(HostileFiles::mendOutcomesHeader, HostileFiles::mendOutcomesDigest);
        return List.of(
                new Reader(
                        run,
                        Part.WEIGHTS,
                        List.of(HostileFiles::mendSafetensorsHeader),
                        2,
                        HostileFiles::safetensors,
                        checkpoint),
                new Reader(
                        run,
                        Part.CHECKPOINT,
                        List.of(HostileFiles::mendSafetensorsHeader, HostileFiles::mendSafetensorsDigest),
                        2,
                        this::checkpoint,
                        checkpoint),
                new Reader(
                        run,
                        Part.OUTCOMES,
                        outcomes,
                        200,
                        file -> OutcomesFile.read(run, Part.OUTCOMES),
                        run.read(Part.OUTCOMES)),
                new Reader(
                        measured,
                        Part.OUTCOMES,
                        outcomes,
                        200,
                        file -> RunState.of(measured),
                        measured.read(Part.OUTCOMES)),
                text(Part.CONFIGURATION, file -> run.settings(), run.read(Part.CONFIGURATION)),
                new Reader(
                        validated,
                        Part.METRICS,
                        List.of(),
                        200,
                        file -> RunState.of(validated),
                        bytes(new String(run.read(Part.METRICS), StandardCharsets.UTF_8) + VALIDATION)),
                text(Part.TRANSFER_CSV, PayoffTable::read, bytes(MATRIX)),
                new Reader(run, Part.BEST, List.of(), 2, HostileFiles::npy, npyBytes()),
                text(Part.PROVENANCE, this::provenance, bytes(PROVENANCE)),
                result(Part.FLAGS, FlagFigures::of, GoodResults.FLAGS),
                result(Part.GAME, GameFigures::of, GoodResults.GAME),
                result(Part.EVALUATION_QUICK, PoolFigures::of, GoodResults.POOL),
                result(Part.ATTACK, AttackFigures::of, GoodResults.ATTACKS),
                result(Part.GRADIENTS, GradientFigures::of, GoodResults.GRADIENTS));
    }

    private Reader text(Part part, Reading reading, byte[] good) {
        return new Reader(run, part, List.of(), 200, reading, good);
    }

    /** Makes figures of what a result holds. */
    @FunctionalInterface
    private interface Figures {
        Object of(ResultNode node) throws FormatException;
    }

    private Reader result(Part part, Figures figures, String good) {
        return text(part, file -> figures.of(ResultNode.read(run, part)), bytes(good));
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

    private static void mendOutcomesHeader(byte[] file) {
        int end = endOfObject(file, OUTCOMES_HEADER);
        if (end > 0) {
            ByteBuffer.wrap(file)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(OUTCOMES_HEADER - Integer.BYTES, end - OUTCOMES_HEADER);
        }
    }

    private static void mendOutcomesDigest(byte[] file) {
        int end = file.length - 32;
        if (end > 0) {
            System.arraycopy(Sha256.of(file, end), 0, file, end, 32);
        }
    }

    private static void mendSafetensorsHeader(byte[] file) {
        int end = endOfObject(file, SAFETENSORS_HEADER);
        while (end > 0 && end < file.length && file[end] == ' ') {
            end++;
        }
        if (end > 0) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, end - SAFETENSORS_HEADER);
        }
    }

    private static void mendSafetensorsDigest(byte[] file) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(DIGEST) + DIGEST.length();
        if (at >= DIGEST.length() && at + DIGITS <= file.length) {
            Arrays.fill(file, at, at + DIGITS, (byte) '0');
            System.arraycopy(bytes(Sha256.hex(file)), 0, file, at, DIGITS);
        }
    }

    /** The byte after the JSON object that begins in a file; -1 where it has no end. */
    private static int endOfObject(byte[] file, int from) {
        int depth = 0;
        boolean text = false;
        for (int at = from; at < file.length; at++) {
            if (file[at] == '"' && file[at - 1] != '\\') {
                text = !text;
            } else if (file[at] == '{' && !text) {
                depth++;
            } else if (file[at] == '}' && !text && --depth == 0) {
                return at + 1;
            }
        }
        return -1;
    }
}
