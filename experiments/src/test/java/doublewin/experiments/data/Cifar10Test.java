package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.nn.data.ImageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Cifar10Test {

    private static final int RECORDS = 3;
    private static final int RECORD_BYTES = 3073;
    private static final List<String> FILES = List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        for (int i = 0; i < FILES.size(); i++) {
            Files.write(folder.resolve(FILES.get(i)), content(i));
        }
    }

    @Test
    void readsAFolderOrTheFolderAroundIt() throws IOException {
        check(Cifar10.read(folder, RECORDS));
        Path around = Files.createDirectory(folder.resolve("around"));
        Path inside = Files.createDirectory(around.resolve("cifar-10-batches-bin"));
        for (String file : FILES) {
            Files.move(folder.resolve(file), inside.resolve(file));
        }
        check(Cifar10.read(around, RECORDS));
    }

    @Test
    void readsTheArchiveInAnyOrder() throws IOException {
        DataSet fromFolder = Cifar10.read(folder, RECORDS);
        DataSet fromArchive = Cifar10.read(archive(FILES.reversed()), RECORDS);
        check(fromArchive);
        assertThat(fromArchive.checksum()).isEqualTo(fromFolder.checksum());
    }

    @Test
    void tellsOfAMissingSource() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> Cifar10.read(missing, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessage(missing + " does not exist; expected a folder or .tar.gz of CIFAR-10 in binary format;"
                        + " check the path, or get the archive with \"doublewin data\"");
        Path belowAFile = folder.resolve(FILES.get(0)).resolve("below");
        assertThatThrownBy(() -> Cifar10.read(belowAFile, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(belowAFile + " does not exist");
    }

    @Test
    void tellsOfAMissingFile() throws IOException {
        Files.delete(folder.resolve("data_batch_4.bin"));
        assertThatThrownBy(() -> Cifar10.read(folder, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("data_batch_4.bin") + " is missing; expected six files");
        Path archive = archive(List.of("data_batch_1.bin", "test_batch.bin"));
        assertThatThrownBy(() -> Cifar10.read(archive, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(archive + " holds no data_batch_2.bin")
                .hasMessageContaining(
                        "missing are data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, " + "data_batch_5.bin");
    }

    @Test
    void tellsOfATruncatedFile() throws IOException {
        Path file = folder.resolve("test_batch.bin");
        Files.write(file, Arrays.copyOf(content(5), 5000));
        assertThatThrownBy(() -> Cifar10.read(folder, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " has 5000 bytes, not whole records, expected 9219 (3 records of 3073);"
                        + " \"doublewin data --data DIR\" gets the archive into an empty folder");
        Files.write(file, Arrays.copyOf(content(5), 2 * RECORD_BYTES));
        assertThatThrownBy(() -> Cifar10.read(folder, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " has 6146 bytes (2 records), expected 9219 (3 records of 3073)");
    }

    @Test
    void tellsOfAWrongLabelWithItsRecord() throws IOException {
        byte[] bytes = content(1);
        bytes[2 * RECORD_BYTES] = (byte) 200;
        Files.write(folder.resolve("data_batch_2.bin"), bytes);
        assertThatThrownBy(() -> Cifar10.read(folder, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("data_batch_2.bin") + ", record 2 (counted from 0): label 200, expected 0 to"
                        + " 9; \"doublewin data --data DIR\" gets the archive into an empty folder");
        Path archive = archive(FILES);
        assertThatThrownBy(() -> Cifar10.read(archive, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(archive + ", data_batch_2.bin, record 2 (counted from 0): label 200");
    }

    @Test
    void tellsOfATruncatedOrForeignArchive() throws IOException {
        Path archive = archive(FILES);
        byte[] whole = Files.readAllBytes(archive);
        int[] lengths = {whole.length / 2, whole.length / 10, 5, 0};
        for (int length : lengths) {
            Files.write(archive, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Cifar10.read(archive, RECORDS))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(archive + " cannot be read to its end; expected a complete .tar.gz");
        }
        Files.writeString(archive, "no archive at all, but a text of some length");
        assertThatThrownBy(() -> Cifar10.read(archive, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(archive + " cannot be read to its end");
    }

    /** Programs that pack in pieces leave archives of several gzip members, one after the other. */
    @Test
    void readsAnArchiveOfSeveralMembers() throws IOException {
        byte[] tar;
        try (GzipCompressorInputStream unpacked = new GzipCompressorInputStream(Files.newInputStream(archive(FILES)))) {
            tar = unpacked.readAllBytes();
        }
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int from = 0; from < tar.length; from += 10_000) {
            try (GzipCompressorOutputStream member = new GzipCompressorOutputStream(members)) {
                member.write(tar, from, Math.min(10_000, tar.length - from));
            }
        }
        check(Cifar10.read(Files.write(folder.resolve("archive.tar.gz"), members.toByteArray()), RECORDS));
    }

    @ParameterizedTest
    @CsvSource({
        "data_batch_1, of CIFAR-10's version for Python; what is read here is the binary version",
        "data_batch_1.mat, of CIFAR-10's version for Matlab; what is read here is the binary version",
        "fine_label_names.txt, of CIFAR-100; what is read here is CIFAR-10's binary version"
    })
    void otherVersionsAreToldByName(String file, String what) throws IOException {
        Path packed = packed(tar -> put(tar, "somewhere/" + file, new byte[100_000]));
        assertRefused(packed, " holds somewhere/" + file + ", which is " + what + "; \"doublewin data");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createFile(other.resolve(file));
        assertRefused(other, "found " + other.resolve(file) + ", which is " + what);
    }

    @Test
    void anArchiveBesideAHalfUnpackedFolderIsNamed() throws IOException {
        Path archive = Files.createFile(folder.resolve("cifar-10-binary.tar.gz"));
        Files.delete(folder.resolve("data_batch_3.bin"));
        assertRefused(folder, "data_batch_3.bin is missing; ", "beside it lies " + archive, "--data " + archive);
    }

    /** Unpacking was stopped: one file is short, and those after it are not there yet. */
    @Test
    void soIsOneBesideAFolderWhoseLastFileIsShort() throws IOException {
        Path archive = Files.move(archive(FILES), folder.resolve("cifar-10-binary.tar.gz"));
        Files.write(folder.resolve("data_batch_3.bin"), Arrays.copyOf(content(2), 5000));
        Files.delete(folder.resolve("data_batch_4.bin"));
        Files.delete(folder.resolve("data_batch_5.bin"));
        assertRefused(folder, "data_batch_3.bin has 5000 bytes, ", "beside it lies " + archive, "--data " + archive);
        check(Cifar10.read(archive, RECORDS));
    }

    @Test
    void whatAnArchiveMayNotHold() throws IOException {
        byte[] file = content(0);
        assertRefused(
                packed(tar -> {
                    put(tar, "a/data_batch_1.bin", file);
                    put(tar, "b/data_batch_1.bin", file);
                }),
                ", data_batch_1.bin is there twice, expected once");
        for (byte type : new byte[] {
            TarConstants.LF_LINK,
            TarConstants.LF_SYMLINK,
            TarConstants.LF_CHR,
            TarConstants.LF_FIFO,
            TarConstants.LF_DIR
        }) {
            assertRefused(
                    packed(tar -> {
                        TarArchiveEntry entry = new TarArchiveEntry("data_batch_1.bin", type);
                        entry.setLinkName("/etc/passwd");
                        tar.putArchiveEntry(entry);
                        tar.closeArchiveEntry();
                        put(tar, "padding", new byte[100]);
                    }),
                    "data_batch_1.bin is a link or a folder there, expected a file");
        }
    }

    /** Names lead nowhere: nothing is unpacked, so nothing is written outside, or anywhere. */
    @Test
    void pathsOutOfAnArchiveAreNotFollowed() throws IOException {
        Path packed = packed(tar -> {
            for (int i = 0; i < FILES.size(); i++) {
                put(tar, (i % 2 == 0 ? "../../../" : "/") + FILES.get(i), content(i));
            }
        });
        try (Stream<Path> before = Files.list(folder)) {
            List<Path> files = before.toList();
            check(Cifar10.read(packed, RECORDS));
            try (Stream<Path> after = Files.list(folder)) {
                assertThat(after).containsExactlyInAnyOrderElementsOf(files);
            }
        }
    }

    /** Refused by its length, before room is made for what it says that it holds. */
    @Test
    void aFewBytesThatPromiseAllImagesAreRefused() throws IOException {
        Path packed = packed(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("data_batch_1.bin");
            entry.setSize(30_730_000);
            tar.putArchiveEntry(entry);
            tar.write(new byte[100]);
        });
        assertThatThrownBy(() -> Cifar10.read(packed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(" which unpacks to 184380000 bytes, found: ");
    }

    private void assertRefused(Path source, String... messages) {
        assertThatThrownBy(() -> Cifar10.read(source, RECORDS))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(messages);
    }

    /** The real files, where the folder is named by the system property {@code doublewin.cifar10}. */
    @Test
    void readsTheRealFiles() throws IOException {
        String real = System.getProperty("doublewin.cifar10");
        Assumptions.assumeTrue(real != null, "skipped: -Ddoublewin.cifar10 names no folder of CIFAR-10");
        DataSet data = new Cifar10Data().open(Path.of(real), 50_000, 1_000);
        assertThat(data.differences()).isEmpty();
        assertThat(data.train().size()).isEqualTo(50_000);
        assertThat(data.test().size()).isEqualTo(1_000);
        int[] counts = new int[10];
        for (int image = 0; image < data.train().size(); image++) {
            counts[data.train().label(image)]++;
        }
        assertThat(counts).containsOnly(5_000);
        assertThatThrownBy(() -> new Cifar10Data().open(Path.of(real), 50_001, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("data: 50001 CIFAR-10 training images asked for, " + real + " has 50000; ask for fewer");
    }

    @Test
    void filesUnderAnotherOnesNameAreTold() throws IOException {
        String real = System.getProperty("doublewin.cifar10");
        Assumptions.assumeTrue(real != null, "skipped: -Ddoublewin.cifar10 names no folder of CIFAR-10");
        for (String file : FILES) {
            String other = file.equals("data_batch_2.bin") ? "test_batch.bin" : file;
            Files.delete(folder.resolve(file));
            Files.createSymbolicLink(
                    folder.resolve(file), Path.of(real).resolve(other).toRealPath());
        }
        Files.delete(folder.resolve("data_batch_5.bin"));
        byte[] damaged = Files.readAllBytes(Path.of(real).resolve("data_batch_5.bin"));
        damaged[12_345] ^= 1;
        Files.write(folder.resolve("data_batch_5.bin"), damaged);
        assertThat(Cifar10.read(folder).differences())
                .hasSize(2)
                .contains("data_batch_2.bin is the official test_batch.bin")
                .anyMatch(one -> one.startsWith("data_batch_5.bin has other bytes than the official one (SHA-256 "));
    }

    @Test
    void otherImagesAreTold() throws IOException {
        assertThat(Cifar10.read(folder, RECORDS).differences())
                .hasSize(6)
                .allMatch(one -> one.contains("has other bytes than the official one"));
    }

    private static void check(DataSet data) {
        assertThat(data.name()).isEqualTo("cifar10");
        assertThat(data.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(data.train().size()).isEqualTo(15);
        assertThat(data.test().size()).isEqualTo(3);
        int checked = 0;
        for (int i = 0; i < 18; i++) {
            ImageSource set = i < 15 ? data.train() : data.test();
            byte[] content = content(i / RECORDS);
            int record = i % RECORDS * RECORD_BYTES;
            int image = i < 15 ? i : i - 15;
            assertThat(set.label(image)).isEqualTo(content[record]);
            byte[] pixels = new byte[Cifar10.SHAPE.bytes()];
            set.read(image, pixels);
            for (int p = 0; p < pixels.length; p++) {
                assertThat(pixels[p]).isEqualTo(content[record + 1 + p]);
                checked++;
            }
        }
        assertThat(checked).isEqualTo(18 * 3072);
    }

    /** Three records of a file, by its place in {@link #FILES}. */
    private static byte[] content(int file) {
        byte[] bytes = new byte[RECORDS * RECORD_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + i / 251 + file * 11);
        }
        for (int record = 0; record < RECORDS; record++) {
            bytes[record * RECORD_BYTES] = (byte) ((file * RECORDS + record) % 10);
        }
        return bytes;
    }

    private Path archive(List<String> files) throws IOException {
        return packed(tar -> {
            put(tar, "cifar-10-batches-bin/readme.html", new byte[100]);
            for (String file : files) {
                put(tar, "cifar-10-batches-bin/" + file, Files.readAllBytes(folder.resolve(file)));
            }
        });
    }

    /** What an archive holds. */
    @FunctionalInterface
    private interface Packing {
        void into(TarArchiveOutputStream tar) throws IOException;
    }

    /** An archive, which may break off where something is wrong with it. */
    private Path packed(Packing packing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GzipCompressorOutputStream zipped = new GzipCompressorOutputStream(bytes)) {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped);
            packing.into(tar);
            tar.flush();
        }
        return Files.write(folder.resolve("archive.tar.gz"), bytes.toByteArray());
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
