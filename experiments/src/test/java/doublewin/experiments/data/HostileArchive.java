package doublewin.experiments.data;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An archive of CIFAR-10 with one record a file, in place of which any bytes can be read. */
final class HostileArchive {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int RECORDS = 1;
    private static final int RECORD_BYTES = 3073;
    private static final List<String> NAMES = List.of(
            "cifar-10-batches-bin/readme.html",
            "cifar-10-batches-bin/data_batch_1.bin",
            "cifar-10-batches-bin/data_batch_2.bin",
            "cifar-10-batches-bin/data_batch_3.bin",
            "cifar-10-batches-bin/data_batch_4.bin",
            "cifar-10-batches-bin/data_batch_5.bin",
            "cifar-10-batches-bin/test_batch.bin");

    /** For the buffers of the streams that an archive goes through. */
    private static final long ALLOWED = 1 << 20;

    private final Path file;

    /** An archive that is written to a file, which is replaced each time. */
    HostileArchive(Path file) {
        this.file = file;
    }

    /** The good one, unpacked. */
    static byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : NAMES) {
                byte[] content = new byte[RECORDS * RECORD_BYTES];
                Arrays.fill(content, (byte) 7);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A header as POSIX has it. */
    static byte[] header(String prefix, String name, long size, char type) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        header[TYPE] = (byte) type;
        put(header, MAGIC, "ustar\0" + "00");
        put(header, 345, prefix);
        mendChecksums(header);
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Makes the checksums of all blocks right that look like headers, so that what is behind them is read, too. */
    static void mendChecksums(byte[] tar) {
        for (int block = 0; block + BLOCK <= tar.length; block += BLOCK) {
            if (new String(tar, block + MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                Arrays.fill(tar, block + CHECKSUM, block + TYPE, (byte) ' ');
                int sum = 0;
                for (int i = block; i < block + BLOCK; i++) {
                    sum += tar[i] & 0xff;
                }
                put(tar, block + CHECKSUM, String.format(Locale.ROOT, "%06o\0", sum));
            }
        }
    }

    /** An archive in the form of {@code .tar.gz}. */
    static byte[] packed(byte[] tar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(tar);
        }
        return bytes.toByteArray();
    }

    /**
     * Lets the reader meet an archive.
     *
     * @param tarBytes that it unpacks to, as far as it can be
     * @param warm whether to look at what it allocates, which the first times holds classes and tables
     * @return whether it could be read
     * @throws AssertionError if it ends in anything but an exception that names the file, or takes too much memory
     */
    boolean meet(byte[] archive, int tarBytes, boolean warm) throws IOException {
        Files.write(file, archive);
        boolean read = false;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Cifar10.read(file, RECORDS);
            read = true;
        } catch (IOException e) {
            if (!e.getMessage().contains(file.toString())) {
                throw new AssertionError("the file is not named: " + e.getMessage(), e);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(archive.length + " bytes", e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        long most = 2L * tarBytes + ALLOWED;
        if (warm && allocated > most) {
            throw new AssertionError("expected at most " + most + " bytes allocated, found " + allocated);
        }
        return read;
    }
}
