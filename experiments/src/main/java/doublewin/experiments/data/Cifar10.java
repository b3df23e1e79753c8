package doublewin.experiments.data;

import doublewin.nn.data.ImageSet;
import doublewin.nn.data.ImageShape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads CIFAR-10's binary format: five training files and a test file of 10,000 records each. A record is a label
 * byte, 0 to 9, then 3072 pixel bytes in the order of {@link doublewin.nn.data.ImageSource#read}.
 */
public final class Cifar10 {

    /** What settings call the set. */
    public static final String NAME = "cifar10";

    /** The class names; a label is a position in this list. */
    public static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    private static final String FOLDER = "cifar-10-batches-bin";
    private static final String TEST_FILE = "test_batch.bin";
    private static final List<String> TRAIN_FILES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");

    private static final int RECORDS_PER_FILE = 10_000;
    private static final int RECORD_BYTES = 1 + SHAPE.bytes();
    /** Deflate makes at most some 1,032 bytes of one. */
    private static final int MOST_COMPRESSED = 1032;

    /** What the archive with all of it is called. */
    static final String ARCHIVE = "cifar-10-binary.tar.gz";

    private static final String REMEDY = "; \"doublewin data --data DIR\" gets the archive into an empty folder";

    private final Path source;
    private final int recordsPerFile;

    private Cifar10(Path source, int recordsPerFile) {
        this.source = source;
        this.recordsPerFile = recordsPerFile;
    }

    /**
     * Reads all 50,000 training and 10,000 test images.
     *
     * @param source the {@code .tar.gz}, the folder of the six files, or the one that holds it as
     *     {@code cifar-10-batches-bin}
     * @throws IOException if something is missing or not of the format; the message names file, expectation, finding and remedy
     */
    public static DataSet read(Path source) throws IOException {
        return read(source, RECORDS_PER_FILE);
    }

    /** As {@link #read(Path)}, for files with another number of records. */
    static DataSet read(Path source, int recordsPerFile) throws IOException {
        Cifar10 reader = new Cifar10(source, recordsPerFile);
        if (!Files.exists(source)) {
            throw new IOException(source + " does not exist; expected a folder or .tar.gz of CIFAR-10 in binary"
                    + " format; check the path, or get the archive with \"doublewin data\"");
        }
        return Files.isDirectory(source) ? reader.readFolder() : reader.readArchive();
    }

    private DataSet readFolder() throws IOException {
        Path nested = source.resolve(FOLDER);
        Path folder = Files.isDirectory(nested) ? nested : source;
        Parts parts = new Parts();
        for (String file : parts.files.keySet()) {
            Path path = folder.resolve(file);
            if (!Files.isRegularFile(path)) {
                throw new IOException(path + " is missing; expected six files of CIFAR-10 in binary format,"
                        + " data_batch_1.bin to data_batch_5.bin and test_batch.bin" + instead(folder) + REMEDY);
            }
            Optional<String> problem = parts.sizeProblem(path.toString(), Files.size(path));
            if (problem.isPresent()) {
                throw new IOException(problem.get() + instead(folder) + REMEDY);
            }
        }
        parts.allocate();
        for (Map.Entry<String, Integer> file : parts.files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            try (InputStream in = Files.newInputStream(path)) {
                parts.read(path.toString(), file.getKey(), file.getValue(), in);
            } catch (DamagedException e) {
                throw e;
            } catch (IOException e) {
                throw new IOException(path + " cannot be read: " + e.getMessage() + REMEDY, e);
            }
        }
        return parts.dataSet();
    }

    /** What lies there in place of the six files: another version of the set, or an archive that is not unpacked. */
    private String instead(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path place : folder.equals(source) ? List.of(source) : List.of(source, folder)) {
            try (Stream<Path> files = Files.list(place)) {
                files.forEach(found::add);
            }
        }
        for (Path file : found) {
            Optional<String> other = OtherVersion.of(file.getFileName().toString());
            if (other.isPresent()) {
                return "; found " + file + ", " + other.get();
            }
        }
        return found.stream()
                .filter(file -> file.getFileName().toString().equals(ARCHIVE))
                .findFirst()
                .map(file -> "; beside it lies " + file + ", which can be named itself: --data " + file)
                .orElse("");
    }

    private DataSet readArchive() throws IOException {
        Parts parts = new Parts();
        if (Files.isRegularFile(source)) { // What comes through a pipe has no size.
            parts.requireRoomFor(Files.size(source));
        }
        try (InputStream file = new BufferedInputStream(Files.newInputStream(source), 1 << 16);
                TarStream tar = new TarStream(GzipCompressorInputStream.builder()
                        .setInputStream(file)
                        .setDecompressConcatenated(true)
                        .get())) {
            Set<String> read = new HashSet<>();
            for (TarStream.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                String name = entry.name().substring(entry.name().lastIndexOf('/') + 1);
                Optional<String> other = OtherVersion.of(name);
                if (other.isPresent()) {
                    throw new DamagedException(source + " holds " + entry.name() + ", " + other.get() + REMEDY);
                }
                Integer index = parts.files.get(name);
                if (index != null) {
                    String where = source + ", " + name;
                    if (!entry.isFile()) {
                        throw new DamagedException(where + " is a link or a folder there, expected a file" + REMEDY);
                    }
                    if (!read.add(name)) {
                        throw new DamagedException(where + " is there twice, expected once" + REMEDY);
                    }
                    Optional<String> problem = parts.sizeProblem(where, entry.size());
                    if (problem.isPresent()) {
                        throw new DamagedException(problem.get() + REMEDY);
                    }
                    parts.allocate();
                    parts.read(where, name, index, tar);
                }
            }
            parts.files.keySet().removeAll(read);
        } catch (DamagedException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    source + " cannot be read to its end; expected a complete .tar.gz of CIFAR-10, found: "
                            + e.getMessage() + REMEDY,
                    e);
        }
        if (!parts.files.isEmpty()) {
            List<String> missing = parts.files.keySet().stream().sorted().toList();
            throw new IOException(source + " holds no " + missing.getFirst()
                    + "; expected the six files of CIFAR-10's binary version, missing are " + String.join(", ", missing)
                    + REMEDY);
        }
        return parts.dataSet();
    }

    /** Found while a file's records are read; its message is complete. */
    private static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedException(String message) {
            super(message);
        }
    }

    /** The arrays that the six files fill, in whatever order an archive holds them. */
    private final class Parts {
        /** Files by name, and where each belongs: 0 to 4 training, 5 test. */
        private final Map<String, Integer> files = new LinkedHashMap<>();

        private byte[] trainPixels = {};
        private int[] trainLabels = {};
        private byte[] testPixels = {};
        private int[] testLabels = {};
        private final List<String> differences = new ArrayList<>();

        Parts() {
            for (int i = 0; i < TRAIN_FILES.size(); i++) {
                files.put(TRAIN_FILES.get(i), i);
            }
            files.put(TEST_FILE, TRAIN_FILES.size());
        }

        /** Makes room for all images, once it is known that there is something to fill it. */
        void allocate() {
            if (testLabels.length == 0) {
                trainPixels = new byte[TRAIN_FILES.size() * recordsPerFile * SHAPE.bytes()];
                trainLabels = new int[TRAIN_FILES.size() * recordsPerFile];
                testPixels = new byte[recordsPerFile * SHAPE.bytes()];
                testLabels = new int[recordsPerFile];
            }
        }

        /** Whether an archive of so many bytes can hold all files at all, however well they are compressed. */
        void requireRoomFor(long archiveBytes) throws IOException {
            long expected = (long) files.size() * recordsPerFile * RECORD_BYTES;
            if (archiveBytes < expected / MOST_COMPRESSED) {
                throw new DamagedException(source + " cannot be read to its end; expected a complete .tar.gz of"
                        + " CIFAR-10, which unpacks to " + expected + " bytes, found: " + archiveBytes + " bytes"
                        + REMEDY);
            }
        }

        /** What is wrong about a file of so many bytes, if anything is. */
        Optional<String> sizeProblem(String name, long size) {
            long expected = (long) recordsPerFile * RECORD_BYTES;
            if (size == expected) {
                return Optional.empty();
            }
            return Optional.of(name + " has " + size + " bytes"
                    + (size % RECORD_BYTES == 0 ? " (" + size / RECORD_BYTES + " records)" : ", not whole records")
                    + ", expected " + expected + " (" + recordsPerFile + " records of " + RECORD_BYTES + ")");
        }

        void read(String name, String file, int index, InputStream in) throws IOException {
            boolean test = index == TRAIN_FILES.size();
            byte[] pixels = test ? testPixels : trainPixels;
            int[] labels = test ? testLabels : trainLabels;
            int first = test ? 0 : index * recordsPerFile;
            byte[] record = new byte[RECORD_BYTES];
            MessageDigest digest = Cifar10Digests.start();
            InputStream buffered = new BufferedInputStream(new DigestInputStream(in, digest), RECORD_BYTES * 16);
            for (int i = 0; i < recordsPerFile; i++) {
                int found = buffered.readNBytes(record, 0, RECORD_BYTES);
                if (found < RECORD_BYTES) {
                    throw new DamagedException(name + " ends in record " + i + " (counted from 0), expected "
                            + recordsPerFile + " records" + REMEDY);
                }
                int label = record[0] & 0xff;
                if (label >= CLASS_NAMES.size()) {
                    throw new DamagedException(name + ", record " + i + " (counted from 0): label " + label
                            + ", expected 0 to " + (CLASS_NAMES.size() - 1) + REMEDY);
                }
                labels[first + i] = label;
                System.arraycopy(record, 1, pixels, (first + i) * SHAPE.bytes(), SHAPE.bytes());
            }
            Cifar10Digests.difference(file, digest).ifPresent(differences::add);
        }

        private static ImageSet images(String name, byte[] pixels, int[] labels) {
            return new ImageSet(name, SHAPE, CLASS_NAMES.size(), pixels, labels);
        }

        DataSet dataSet() {
            return new DataSet(
                    NAME,
                    images("CIFAR-10 training images", trainPixels, trainLabels),
                    images("CIFAR-10 test images", testPixels, testLabels),
                    CLASS_NAMES,
                    differences);
        }
    }
}
