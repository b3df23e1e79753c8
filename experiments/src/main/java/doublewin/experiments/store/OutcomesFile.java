package doublewin.experiments.store;

import doublewin.dwq.evaluate.BitPlane;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import doublewin.engine.io.FormatException;
import doublewin.experiments.store.RunFolder.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's outcomes, image by image, as {@code outcomes.bin} and its like: a table that may still grow, bound to what it was found
 * from. A table of another origin is never overwritten. It is moved aside, to a name of its own, and taken back when its
 * origin is asked for again.
 *
 * <pre>
 *   8 bytes   DWOUTCOM
 *   4 bytes   version, 1; all numbers are little-endian
 *   4 bytes   length of the header
 *   header    JSON in UTF-8: what decides the outcomes, and the table's size
 *   planes    candidate after candidate, its {@link CandidateOutcomes#planes}, each of ceil(images / 8) bytes
 *   32 bytes  SHA-256 of all before
 * </pre>
 */
public final class OutcomesFile {
    private static final byte[] MAGIC = "DWOUTCOM".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int PREFIX_BYTES = MAGIC.length + 2 * Integer.BYTES;
    private static final int ASIDE_DIGITS = 8;
    private static final String SUFFIX = ".bin";

    private final RunFolder run;
    private final Part part;
    private final byte[] header;
    private final Outcomes outcomes;

    private OutcomesFile(RunFolder run, Part part, byte[] header, Outcomes outcomes) {
        this.run = run;
        this.part = part;
        this.header = header;
        this.outcomes = outcomes;
    }

    /**
     * The outcomes that a run holds of this origin; an empty table where it holds none.
     *
     * @param part which of the run's tables
     * @param empty a table of the measurement's precisions, candidates and images, which is filled
     * @throws IOException if the file is damaged or can't be read or moved; the message is for the user
     */
    public static OutcomesFile open(RunFolder run, Part part, Origin origin, Outcomes empty) throws IOException {
        OutcomesFile file = new OutcomesFile(run, part, header(origin, empty), empty);
        Path path = run.file(part);
        if (Files.exists(path)) {
            byte[] bytes = read(path);
            byte[] found = headerOf(path, bytes);
            if (Arrays.equals(found, file.header)) {
                file.load(path, bytes);
                return file;
            }
            // Nothing is moved before all that is wanted can be read.
            boolean waiting = file.loadAside();
            Path away = file.aside(found);
            if (Files.exists(away)) {
                requireHeader(away, read(away), found);
            }
            move(path, away);
            if (waiting) {
                move(file.aside(file.header), path);
            }
        } else if (file.loadAside()) {
            move(file.aside(file.header), path);
        }
        return file;
    }

    /** Fills the table from where one of its header was moved, if it was. */
    private boolean loadAside() throws IOException {
        Path aside = aside(header);
        if (!Files.exists(aside)) {
            return false;
        }
        byte[] bytes = read(aside);
        requireHeader(aside, bytes, header);
        load(aside, bytes);
        return true;
    }

    private static void requireHeader(Path aside, byte[] bytes, byte[] expected) throws IOException {
        if (!Arrays.equals(headerOf(aside, bytes), expected)) {
            throw damaged(aside, "outcomes of the measurement that its name tells", "those of another one");
        }
    }

    /**
     * The outcomes that a run holds, and what they stand on.
     *
     * @param origin of all of them
     * @param outcomes complete or not
     */
    public record Stored(Origin origin, Outcomes outcomes) {}

    /**
     * The outcomes that a run holds, whatever they stand on.
     *
     * @param part which of the run's tables
     * @throws IOException if there are none, or the file is damaged; the message is for the user
     */
    public static Stored read(RunFolder run, Part part) throws IOException {
        Path path = run.file(part);
        if (!Files.exists(path)) {
            String command = part == Part.OUTCOMES ? "heatmap" : "evaluate --protocol";
            throw new IOException(run.path() + " holds no " + path.getFileName()
                    + ": nothing was measured yet; \"doublewin " + command + "\" does so");
        }
        byte[] bytes = read(path);
        byte[] header = headerOf(path, bytes);
        JsonNode tree = Json.parse(path, new String(header, StandardCharsets.UTF_8));
        try {
            Origin origin = Origin.fromTree(tree);
            requireLength(path, bytes, header, OutcomesHeader.planeBytes(tree));
            Outcomes empty = OutcomesHeader.emptyTable(tree);
            OutcomesFile file = new OutcomesFile(run, part, header, empty);
            file.load(path, bytes);
            return new Stored(origin, file.outcomes);
        } catch (IllegalArgumentException | ArithmeticException | JacksonException e) {
            throw damaged(path, "a header that describes its table", e.getMessage());
        }
    }

    /**
     * The same of a table that a map is made of: one whose first attack was at each precision.
     *
     * @throws IOException if there are none, or the file is damaged or of other candidates; the message is for the user
     */
    public static Stored readMap(RunFolder run, Part part) throws IOException {
        Stored stored = read(run, part);
        Outcomes outcomes = stored.outcomes();
        List<Candidate> candidates = outcomes.attacked();
        List<String> attacks = outcomes.attacks();
        boolean map = !attacks.isEmpty()
                && outcomes.precisions().asList().stream()
                        .allMatch(precision -> candidates.contains(Candidate.at(attacks.getFirst(), precision)));
        if (!map) {
            throw damaged(
                    run.file(part),
                    "\"attacks\" or \"candidates\" of which the first attack was at each of the precisions "
                            + outcomes.precisions(),
                    FormatException.quote(
                            candidates.stream().map(Candidate::title).toList().toString()));
        }
        return stored;
    }

    /** The table; what is entered is on disk after the next {@link #save}. */
    public Outcomes outcomes() {
        return outcomes;
    }

    /** Writes the table. */
    public void save() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION)
                .putInt(header.length)
                .array());
        bytes.writeBytes(header);
        for (CandidateOutcomes candidate : outcomes.candidates()) {
            for (BitPlane plane : candidate.planes()) {
                bytes.writeBytes(plane.toBytes());
            }
        }
        bytes.writeBytes(Sha256.of(bytes.toByteArray(), bytes.size()));
        run.write(part, bytes.toByteArray());
    }

    private static byte[] header(Origin origin, Outcomes outcomes) {
        ObjectNode tree = origin.toTree();
        OutcomesHeader.describe(outcomes, tree);
        return Json.line(tree).getBytes(StandardCharsets.UTF_8);
    }

    /** Fills the table from a file of its own header. */
    private void load(Path path, byte[] bytes) throws IOException {
        int length = BitPlane.length(outcomes.images());
        int at = PREFIX_BYTES + header.length;
        long planes = outcomes.candidates().stream()
                .mapToLong(candidate -> candidate.planes().size())
                .sum();
        requireLength(path, bytes, header, planes * length);
        for (CandidateOutcomes candidate : outcomes.candidates()) {
            for (BitPlane plane : candidate.planes()) {
                try {
                    plane.copyFrom(Arrays.copyOfRange(bytes, at, at + length));
                } catch (IllegalArgumentException e) {
                    throw damaged(path, "planes of bits", e.getMessage());
                }
                at += length;
            }
        }
    }

    private static void requireLength(Path path, byte[] bytes, byte[] header, long planeBytes) throws FormatException {
        long found = (long) bytes.length - PREFIX_BYTES - header.length - DIGEST_BYTES;
        if (found != planeBytes) {
            throw damaged(path, planeBytes + " bytes of planes after its header", Long.toString(found));
        }
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw FileProblem.explain("read", path, e);
        }
    }

    /** The header of a file that is whole. */
    private static byte[] headerOf(Path path, byte[] bytes) throws IOException {
        if (bytes.length < PREFIX_BYTES + DIGEST_BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(path, "a file of outcomes, which begins with DWOUTCOM", "something else");
        }
        ByteBuffer prefix = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int version = prefix.getInt(MAGIC.length);
        if (version != VERSION) {
            throw damaged(path, "version " + VERSION, "version " + version);
        }
        int end = bytes.length - DIGEST_BYTES;
        if (!Arrays.equals(Sha256.of(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw damaged(path, "the SHA-256 at its end to fit what is before it", "another one");
        }
        int length = prefix.getInt(MAGIC.length + Integer.BYTES);
        if (length < 0 || length > end - PREFIX_BYTES) {
            throw damaged(path, "a header within the file", length + " bytes of it");
        }
        return Arrays.copyOfRange(bytes, PREFIX_BYTES, PREFIX_BYTES + length);
    }

    private static FormatException damaged(Path path, String expected, String found) {
        return new FormatException(
                path, expected, found + "; remove or rename the file to measure from the start again");
    }

    /** Where a table lies while another one is in its place. */
    private Path aside(byte[] header) {
        String digits = Sha256.hex(header);
        String name = part.fileName();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        return run.path().resolve(stem + "-" + digits.substring(0, ASIDE_DIGITS) + SUFFIX);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileProblem.explain("move to " + to.getFileName(), from, e);
        }
        // Else a power cut could undo this and leave the next table in the place: what was measured would be
        // overwritten.
        AtomicFile.forceFolder(to.getParent());
    }
}
