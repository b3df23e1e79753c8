package doublewin.engine.io;

import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file.
 *
 * <pre>
 * | header size: 8 bytes, little-endian | header: JSON, padded with spaces | data: one tensor after the other |
 *
 * {"__metadata__": {"key": "string", ...}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
 * </pre>
 *
 * As the format demands, the tensors cover the data without gap or overlap, and no name comes twice.
 *
 * @param dataStart where the data begins in the file
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata, long dataStart) {
    static final String METADATA = "__metadata__";
    static final int SIZE_BYTES = 8;

    /** Room for 40,000 tensors, while no header, however odd, takes more than a few dozen times this in memory. */
    private static final int LARGEST_HEADER = 1 << 22;

    private static final int MOST_DIMENSIONS = 8;

    /** A tensor; its bytes are {@code begin} to {@code end} (exclusive) of the data. */
    record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        ByteBuffer sizeField = LittleEndian.allocate(SIZE_BYTES);
        LittleEndian.readFully(file, channel, sizeField, 0);
        long fileSize = channel.size();
        long size = sizeField.getLong();
        long most = Math.min(fileSize - SIZE_BYTES, LARGEST_HEADER);
        if (size < 0 || size > most) {
            throw new FormatException(
                    file,
                    "a safetensors header of at most " + most + " bytes in a file of " + fileSize,
                    "a header size of " + Long.toUnsignedString(size) + " (truncated, or another format)");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        LittleEndian.readFully(file, channel, bytes, SIZE_BYTES);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(file, "a header in UTF-8", "bytes that are not");
        }
        SafetensorsHeader header = parse(file, text, SIZE_BYTES + size);
        header.requireCoverage(file, fileSize - header.dataStart);
        return header;
    }

    /** The tensor of that name; FormatException if there is none. */
    Entry entry(Path file, String name) throws FormatException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new FormatException(
                    file, "a tensor " + FormatException.quote(name), "none of that name among " + entries.size());
        }
        return entry;
    }

    private static SafetensorsHeader parse(Path file, String text, long dataStart) throws FormatException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = null;
        JsonReader json = new JsonReader(file, text);
        json.beginObject();
        for (int i = 0; json.hasMore('}', i); i++) {
            String name = json.name();
            boolean twice;
            if (name.equals(METADATA)) {
                twice = metadata != null;
                metadata = parseMetadata(file, json);
            } else {
                twice = entries.put(name, parseEntry(file, json, name)) != null;
            }
            if (twice) {
                throw duplicate(file, name);
            }
        }
        json.end();
        return new SafetensorsHeader(entries, metadata == null ? Map.of() : metadata, dataStart);
    }

    private static Map<String, String> parseMetadata(Path file, JsonReader json) throws FormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        json.beginObject();
        for (int i = 0; json.hasMore('}', i); i++) {
            String key = json.name();
            if (metadata.put(key, json.string()) != null) {
                throw duplicate(file, key);
            }
        }
        return metadata;
    }

    private static Entry parseEntry(Path file, JsonReader json, String name) throws FormatException {
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        json.beginObject();
        for (int i = 0; json.hasMore('}', i); i++) {
            String field = json.name();
            boolean twice = switch (field) {
                case "dtype" -> type != null;
                case "shape" -> shape != null;
                case "data_offsets" -> offsets != null;
                default -> throw wrong(file, name, "dtype, shape and data_offsets", FormatException.quote(field));
            };
            if (twice) {
                throw duplicate(file, field);
            }
            switch (field) {
                case "dtype" -> type = json.string();
                case "shape" -> shape = parseNumbers(file, json, name);
                default -> offsets = parseNumbers(file, json, name);
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw wrong(file, name, "dtype, shape and data_offsets", "fewer fields");
        }
        return entry(file, name, type, shape, offsets);
    }

    private static long[] parseNumbers(Path file, JsonReader json, String name) throws FormatException {
        long[] numbers = new long[MOST_DIMENSIONS];
        int count = 0;
        json.beginArray();
        while (json.hasMore(']', count)) {
            if (count == MOST_DIMENSIONS) {
                throw wrong(file, name, "at most " + MOST_DIMENSIONS + " dimensions", "more");
            }
            numbers[count++] = json.natural();
        }
        return Arrays.copyOf(numbers, count);
    }

    private static Entry entry(Path file, String name, String type, long[] shape, long[] offsets)
            throws FormatException {
        ElementType elementType = null;
        for (ElementType known : ElementType.values()) {
            elementType = known.name().equals(type) ? known : elementType;
        }
        if (elementType == null) {
            throw wrong(
                    file, name, "a type among " + Arrays.toString(ElementType.values()), FormatException.quote(type));
        }
        int[] dims = new int[shape.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (int) Math.min(shape[i], Integer.MAX_VALUE);
        }
        Shape checked;
        try {
            checked = Shape.of(dims);
        } catch (IllegalArgumentException e) { // Shape knows its own limits
            throw wrong(file, name, "dimensions of at least 1 and fewer than 2^31 elements", Arrays.toString(shape));
        }
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw wrong(file, name, "two rising data_offsets", Arrays.toString(offsets));
        }
        long bytes = (long) checked.elements() * elementType.bytes();
        if (offsets[1] - offsets[0] != bytes) {
            throw wrong(
                    file,
                    name,
                    bytes + " bytes for " + elementType + " of shape " + checked,
                    "data_offsets " + Arrays.toString(offsets));
        }
        return new Entry(name, elementType, checked, offsets[0], offsets[1]);
    }

    private void requireCoverage(Path file, long dataSize) throws FormatException {
        List<Entry> byOffset = new ArrayList<>(entries.values());
        byOffset.sort(Comparator.comparingLong(Entry::begin));
        long covered = 0;
        for (Entry entry : byOffset) {
            if (entry.begin != covered) {
                String found = entry.begin < covered ? "an overlap with the one before" : "a gap";
                throw wrong(file, entry.name, "data from byte " + covered + " on", found + " at byte " + entry.begin);
            }
            covered = entry.end;
        }
        if (covered != dataSize) {
            String found = dataSize + " (" + (dataSize < covered ? "truncated" : "something follows") + ")";
            throw new FormatException(file, covered + " bytes of data", found);
        }
    }

    private static FormatException wrong(Path file, String tensor, String expected, String found) {
        return new FormatException(file, expected + " in tensor " + FormatException.quote(tensor), found);
    }

    private static FormatException duplicate(Path file, String name) {
        return new FormatException(file, "every name once", FormatException.quote(name) + " twice");
    }
}
