package doublewin.experiments.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through a tar archive from entry to entry; what is read of it in between are the bytes of the entry that was reached.
 * Nothing is kept but a header: entries that only tell of the one after them, such as names of more than 100 bytes, are
 * passed over, however long they are and however many of them follow each other. The entry after them goes by the name in its
 * own header.
 *
 * <pre>
 *     0  100 bytes  name, up to a zero byte
 *   124   12 bytes  size in octal digits
 *   148    8 bytes  checksum in octal digits: the sum of the header's bytes, as if its own were spaces
 *   156    1 byte   type
 *   345  155 bytes  where POSIX's "ustar" and a zero byte stand at 257, the folder of the name
 * </pre>
 *
 * A header is a block of 512 bytes; the entry's bytes follow, filled up to whole blocks. A block of zeros ends the archive, or
 * its last byte does.
 */
final class TarStream extends InputStream {
    private static final int BLOCK = 512;
    private static final int NAME = 0;
    private static final int NAME_BYTES = 100;
    private static final int SIZE = 124;
    private static final int SIZE_BYTES = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final byte[] POSIX = "ustar\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;

    /** Types of files: as it is, in one piece on its disk, and as it was before there were types. */
    private static final String FILES = "07\0";
    /** Types of what is a name and no more, whatever size it tells: links, devices, folders, pipes. */
    private static final String EMPTY = "123456";
    /** Types of what tells of the next entry, or of all: pax records, and long names and links as GNU writes them. */
    private static final String TELLING = "xgLK";

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private final byte[] skipped = new byte[16 * BLOCK];
    /** How many bytes of the entry are to come, and how many after them before the next header. */
    private long left;

    private int padding;

    /** The entries of an unpacked archive. */
    TarStream(InputStream in) {
        this.in = in;
    }

    /**
     * What a header tells.
     *
     * @param name with its folders
     * @param size of its bytes
     * @param isFile whether it is a file, and no link, folder or device
     */
    record Entry(String name, long size, boolean isFile) {}

    /** Goes to the next entry; null after the last one. */
    Entry next() throws IOException {
        do {
            skip();
            int count = in.readNBytes(header, 0, BLOCK);
            if (count == 0 || count == BLOCK && isZero()) {
                return null;
            }
            if (count < BLOCK) {
                throw brokenOff();
            }
            requireChecksum();
            long size = octal(SIZE, SIZE_BYTES);
            left = isOf(EMPTY) ? 0 : size;
            padding = (int) (-left & BLOCK - 1);
        } while (isOf(TELLING));
        return new Entry(name(), left, isOf(FILES));
    }

    private void skip() throws IOException {
        for (long bytes = left + padding; bytes > 0; ) {
            int count = in.read(skipped, 0, (int) Math.min(skipped.length, bytes));
            if (count < 0) {
                throw brokenOff();
            }
            bytes -= count;
        }
        left = 0;
        padding = 0;
    }

    private static EOFException brokenOff() {
        return new EOFException("an archive that breaks off within an entry");
    }

    private boolean isZero() {
        for (byte value : header) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isOf(String types) {
        return types.indexOf(header[TYPE]) >= 0;
    }

    private void requireChecksum() throws IOException {
        long sum = CHECKSUM_BYTES * ' ';
        for (int i = 0; i < BLOCK; i++) {
            sum += i < CHECKSUM || i >= CHECKSUM + CHECKSUM_BYTES ? header[i] & 0xff : 0;
        }
        if (octal(CHECKSUM, CHECKSUM_BYTES) != sum) {
            throw new IOException("a header whose checksum is not that of its bytes");
        }
    }

    /** A number of digits, with spaces before it, and a space or a zero byte after it where there is room. */
    private long octal(int from, int bytes) throws IOException {
        int at = from;
        while (at < from + bytes && header[at] == ' ') {
            at++;
        }
        long number = 0;
        for (; at < from + bytes && header[at] != ' ' && header[at] != 0; at++) {
            int digit = header[at] - '0';
            if (digit < 0 || digit > 7) {
                throw new IOException("a header with a number that is not written in octal digits");
            }
            number = 8 * number + digit;
        }
        return number;
    }

    private String name() {
        String name = text(NAME, NAME_BYTES);
        boolean posix = Arrays.equals(header, MAGIC, MAGIC + POSIX.length, POSIX, 0, POSIX.length);
        String prefix = posix ? text(PREFIX, PREFIX_BYTES) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int from, int bytes) {
        int end = from;
        while (end < from + bytes && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw brokenOff();
        }
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
