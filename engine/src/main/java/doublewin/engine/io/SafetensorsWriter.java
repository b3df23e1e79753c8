package doublewin.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files whose bytes are a pure function of content: metadata sorted by key, tensors with the widest
 * elements first (so that all are aligned) and then by name, the header padded with spaces to a multiple of 8 bytes.
 */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /**
     * Creates or replaces a file, whole or not at all (see {@link AtomicFile}). Names must differ; the name
     * {@code __metadata__} is taken by the format.
     */
    public static void write(Path file, Collection<? extends NamedArray> arrays, Map<String, String> metadata)
            throws IOException {
        List<NamedArray> sorted = sorted(arrays);
        ByteBuffer header = header(sorted, metadata);
        AtomicFile.write(file, channel -> writeTo(channel, header, sorted));
    }

    /** The same bytes to a channel. */
    public static void writeTo(
            WritableByteChannel channel, Collection<? extends NamedArray> arrays, Map<String, String> metadata)
            throws IOException {
        List<NamedArray> sorted = sorted(arrays);
        writeTo(channel, header(sorted, metadata), sorted);
    }

    /**
     * The same to a channel, with a digest over all of it as metadata {@code sha256}, which
     * {@link SafetensorsFile#requireDigest} compares. The content is gone through twice.
     *
     * @param metadata without {@code sha256}
     */
    public static void writeWithDigest(
            WritableByteChannel channel, Collection<? extends NamedArray> arrays, Map<String, String> metadata)
            throws IOException {
        if (metadata.containsKey(FileDigest.KEY)) {
            throw new IllegalArgumentException(
                    "safetensors: the metadata hold a " + FileDigest.KEY + " of their own, expected none");
        }
        List<NamedArray> sorted = sorted(arrays);
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(FileDigest.KEY, FileDigest.ZEROS);
        ByteBuffer header = header(sorted, all);
        FileDigest.Sink sink = new FileDigest.Sink();
        writeTo(sink, header.duplicate(), sorted);
        header.put(FileDigest.find(header.array()), sink.digits().getBytes(StandardCharsets.US_ASCII));
        writeTo(channel, header, sorted);
    }

    private static void writeTo(WritableByteChannel channel, ByteBuffer header, List<NamedArray> arrays)
            throws IOException {
        LittleEndian.writeFully(channel, header);
        for (NamedArray array : arrays) {
            LittleEndian.Chunk source = switch (array) {
                case NamedArray.Floats(var name, var shape, float[] values) ->
                    (chunk, first, count) -> chunk.asFloatBuffer().put(values, first, count);
                case NamedArray.Longs(var name, var shape, long[] values) ->
                    (chunk, first, count) -> chunk.asLongBuffer().put(values, first, count);
            };
            LittleEndian.write(channel, array.shape().elements(), array.type().bytes(), source);
        }
    }

    private static List<NamedArray> sorted(Collection<? extends NamedArray> arrays) {
        Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
        for (NamedArray array : arrays) {
            if (!names.add(array.name())) {
                throw new IllegalArgumentException("safetensors: the name " + array.name()
                        + " is used twice or reserved, give every array its own");
            }
        }
        List<NamedArray> sorted = new ArrayList<>(arrays);
        sorted.sort(Comparator.comparingInt((NamedArray array) -> -array.type().bytes())
                .thenComparing(NamedArray::name));
        return sorted;
    }

    /** Header size, header and padding, ready to be written. */
    private static ByteBuffer header(List<NamedArray> arrays, Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            appendString(json, SafetensorsHeader.METADATA).append(":{");
            new TreeMap<>(metadata).forEach((key, value) -> {
                appendString(json, key).append(':');
                appendString(json, value).append(',');
            });
            json.setLength(json.length() - 1);
            json.append("},");
        }
        long offset = 0;
        for (NamedArray array : arrays) {
            int[] dims = new int[array.shape().rank()];
            Arrays.setAll(dims, array.shape()::dim);
            long end = offset + (long) array.shape().elements() * array.type().bytes();
            appendString(json, array.name())
                    .append(":{\"dtype\":\"")
                    .append(array.type())
                    .append("\",\"shape\":");
            json.append(Arrays.toString(dims).replace(" ", ""));
            json.append(",\"data_offsets\":[")
                    .append(offset)
                    .append(',')
                    .append(end)
                    .append("]},");
            offset = end;
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        ByteBuffer text = encode(json.append('}'));
        int padded = (text.remaining() + 7) / 8 * 8;
        ByteBuffer header = LittleEndian.allocate(SafetensorsHeader.SIZE_BYTES + padded);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static StringBuilder appendString(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }

    private static ByteBuffer encode(StringBuilder json) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "safetensors: a name or metadata string holds half a surrogate pair, expected whole characters", e);
        }
    }
}
