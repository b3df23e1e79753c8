package doublewin.engine.io;

import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's npy files, version 1.0, of float32 values in C order.
 *
 * <pre>
 * | 0x93 "NUMPY" 1 0 | header size: 2 bytes, little-endian | header: a Python dictionary | values |
 *
 * {'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }     padded with spaces, a line feed last
 * </pre>
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int PREFIX_BYTES = MAGIC.length + 2;
    /** NumPy aligns the values to this many bytes. */
    private static final int ALIGNMENT = 64;

    private static final Pattern ENTRY =
            Pattern.compile("\\s*'([a-z_]+)'\\s*:\\s*('[^']*'|True|False|\\([0-9, ]*\\))\\s*(?:,|(?=}))\\s*");
    /** Up to eight dimensions. */
    private static final Pattern TUPLE =
            Pattern.compile("\\((?:[0-9]{1,10},|[0-9]{1,10}(?:, ?[0-9]{1,10}){1,7},?|)\\)");

    private Npy() {}

    /**
     * Values and their shape. Two are equal if they share the array.
     *
     * @param values row-major, as many as the shape has elements
     */
    public record Contents(Shape shape, float[] values) {}

    /**
     * Reads a file.
     *
     * @throws FormatException if it is not such a file, is truncated, or is longer than its shape says
     * @throws IOException if it cannot be read, with a message for the user
     */
    public static Contents read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer prefix = LittleEndian.allocate(PREFIX_BYTES);
            LittleEndian.readFully(file, channel, prefix, 0);
            for (byte expected : MAGIC) {
                if (prefix.get() != expected) {
                    throw new FormatException(file, "an npy file of version 1.0", "another format or version");
                }
            }
            ByteBuffer header = ByteBuffer.allocate(prefix.getShort() & 0xFFFF);
            LittleEndian.readFully(file, channel, header, PREFIX_BYTES);
            Shape shape = parse(file, StandardCharsets.ISO_8859_1.decode(header).toString());
            long dataStart = (long) PREFIX_BYTES + header.limit();
            long size = dataStart + (long) shape.elements() * Float.BYTES;
            if (channel.size() != size) {
                throw new FormatException(
                        file, size + " bytes for float32 of shape " + shape, channel.size() + " bytes");
            }
            float[] values = new float[shape.elements()];
            LittleEndian.read(
                    file,
                    channel,
                    dataStart,
                    values.length,
                    Float.BYTES,
                    (chunk, first, count) -> chunk.asFloatBuffer().get(values, first, count));
            return new Contents(shape, values);
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        }
    }

    /** Creates or replaces a file, whole or not at all (see {@link AtomicFile}). */
    public static void write(Path file, Shape shape, float[] values) throws IOException {
        if (shape.elements() != values.length) {
            throw new IllegalArgumentException("npy: shape " + shape + " has " + shape.elements() + " elements, found "
                    + values.length + " values");
        }
        AtomicFile.write(file, channel -> {
            LittleEndian.writeFully(channel, header(shape));
            LittleEndian.write(
                    channel,
                    values.length,
                    Float.BYTES,
                    (chunk, first, count) -> chunk.asFloatBuffer().put(values, first, count));
        });
    }

    private static ByteBuffer header(Shape shape) {
        StringJoiner dims = new StringJoiner(", ", "(", shape.rank() == 1 ? ",)" : ")");
        for (int axis = 0; axis < shape.rank(); axis++) {
            dims.add(Integer.toString(shape.dim(axis)));
        }
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + dims + ", }";
        int total = (PREFIX_BYTES + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = LittleEndian.allocate(total);
        header.put(MAGIC).putShort((short) (total - PREFIX_BYTES)).put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').flip();
    }

    private static Shape parse(Path file, String header) throws FormatException {
        Map<String, String> entries = entries(file, header);
        requireEntry(file, entries, "descr", "'<f4'");
        requireEntry(file, entries, "fortran_order", "False");
        String shape = entries.get("shape");
        if (shape == null || entries.size() != 3 || !TUPLE.matcher(shape).matches()) {
            throw new FormatException(
                    file,
                    "descr, fortran_order and a shape of at most eight dimensions in the header",
                    FormatException.quote(header));
        }
        String[] numbers = shape.replaceAll("[() ]", "").split(",");
        int rank = shape.equals("()") ? 0 : numbers.length;
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = (int) Math.min(Long.parseLong(numbers[axis]), Integer.MAX_VALUE);
        }
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) { // Shape knows its own limits
            throw new FormatException(
                    file, "dimensions of at least 1 and fewer than 2^31 elements", FormatException.quote(shape));
        }
    }

    private static Map<String, String> entries(Path file, String header) throws FormatException {
        String text = header.strip();
        Map<String, String> entries = new HashMap<>();
        Matcher matcher = ENTRY.matcher(text);
        int position = 1;
        while (text.startsWith("{") && matcher.region(position, text.length()).lookingAt()) {
            if (entries.put(matcher.group(1), matcher.group(2)) != null) {
                throw new FormatException(
                        file, "every entry of the header once", FormatException.quote(matcher.group(1)) + " twice");
            }
            position = matcher.end();
        }
        if (position != text.length() - 1 || !text.endsWith("}")) {
            throw new FormatException(file, "a dictionary in the header", FormatException.quote(text));
        }
        return entries;
    }

    private static void requireEntry(Path file, Map<String, String> entries, String name, String expected)
            throws FormatException {
        String found = entries.get(name);
        if (!expected.equals(found)) {
            throw new FormatException(
                    file,
                    "an npy file of float32 in C order (" + name + " " + expected + ")",
                    found == null ? "no such entry" : FormatException.quote(found));
        }
    }
}
