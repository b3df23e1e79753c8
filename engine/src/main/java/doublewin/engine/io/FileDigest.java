package doublewin.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SHA-256 over a whole safetensors file, which the file tells of itself: the metadata string {@value #KEY}, 64 hexadecimal
 * digits, computed with zeros in their place. A flipped bit is seen wherever it is, and readers that know nothing of it read
 * the file as any other.
 */
final class FileDigest {
    /** The metadata's key. */
    static final String KEY = "sha256";

    /** What stands in the digest's place while it is computed. */
    static final String ZEROS = "0".repeat(64);

    private static final byte[] BEFORE = ("\"" + KEY + "\":\"").getBytes(StandardCharsets.UTF_8);
    private static final int CHUNK_BYTES = 1 << 16;

    private FileDigest() {}

    /** A channel that swallows what it is given. */
    static final class Sink implements WritableByteChannel {
        private final MessageDigest digest = sha256();

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            digest.update(source);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        /** 64 hexadecimal digits of all that was written. */
        String digits() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** Where the digits begin in a header, or -1: as {@link SafetensorsWriter} writes it, they are there once. */
    static int find(byte[] header) {
        int found = -1;
        for (int i = 0; i + BEFORE.length + ZEROS.length() < header.length; i++) {
            if (Arrays.equals(header, i, i + BEFORE.length, BEFORE, 0, BEFORE.length)) {
                if (found >= 0) {
                    return -1;
                }
                found = i + BEFORE.length;
            }
        }
        return found;
    }

    /**
     * Compares a file with the digest that it tells of itself.
     *
     * @param told the digits, from the metadata
     * @param dataStart where the header ends
     * @throws FormatException if they differ
     */
    static void require(Path file, FileChannel channel, String told, long dataStart) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(dataStart));
        LittleEndian.readFully(file, channel, header, 0);
        byte[] bytes = header.array();
        int at = find(bytes);
        if (at < 0) {
            throw new FormatException(
                    file, "its SHA-256 once among the metadata", "it elsewhere too, or in another program's writing");
        }
        Arrays.fill(bytes, at, at + ZEROS.length(), (byte) '0');
        Sink sink = new Sink();
        sink.write(ByteBuffer.wrap(bytes));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long start = dataStart; start < channel.size(); start += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, channel.size() - start));
            LittleEndian.readFully(file, channel, chunk, start);
            sink.write(chunk);
        }
        String found = sink.digits();
        if (!found.equals(told)) {
            throw new FormatException(
                    file,
                    "the content whose SHA-256 it tells, " + FormatException.quote(told),
                    found + ": the file is damaged, or was changed by a program that keeps the metadata");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
