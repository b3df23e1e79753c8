package doublewin.engine.io;

import doublewin.engine.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file. Opening reads and checks the header; a tensor's bytes are read when it is asked for, so
 * memory holds what the caller keeps and nothing else. Several threads may read at once.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its header against the file's size.
     *
     * @throws FormatException if it is not a safetensors file, is truncated, or contradicts itself
     * @throws IOException if it cannot be read, with a message for the user
     */
    public static SafetensorsFile open(Path file) throws IOException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SafetensorsFile opened = new SafetensorsFile(file, channel, SafetensorsHeader.read(file, channel));
            channel = null;
            return opened;
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** Names of the tensors, in the header's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /** The strings under {@code __metadata__}, in the header's order; empty if there are none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Compares the file with the digest that it tells of itself, if it does; all of it is read for that.
     *
     * @return whether it tells one
     * @throws FormatException if it is another one's
     */
    public boolean requireDigest() throws IOException {
        String told = header.metadata().get(FileDigest.KEY);
        if (told == null) {
            return false;
        }
        try {
            FileDigest.require(file, channel, told, header.dataStart());
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        }
        return true;
    }

    /** Shape of a tensor; FormatException if there is none of that name. */
    public Shape shape(String name) throws FormatException {
        return header.entry(file, name).shape();
    }

    /** Element type of a tensor; FormatException if there is none of that name. */
    public ElementType type(String name) throws FormatException {
        return header.entry(file, name).type();
    }

    /** Values of an F32 tensor, row-major, bit for bit; or of an F16 or BF16 one, each of which is a float, too. */
    public float[] floats(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name, Set.of(ElementType.F32, ElementType.F16, ElementType.BF16));
        float[] values = new float[entry.shape().elements()];
        switch (entry.type()) {
            case F16 ->
                read(entry, (chunk, first, count) -> {
                    for (int i = first; i < first + count; i++) {
                        values[i] = Float.float16ToFloat(chunk.getShort());
                    }
                });
            case BF16 ->
                read(entry, (chunk, first, count) -> {
                    for (int i = first; i < first + count; i++) {
                        values[i] = Float.intBitsToFloat(chunk.getShort() << Short.SIZE);
                    }
                });
            default ->
                read(entry, (chunk, first, count) -> chunk.asFloatBuffer().get(values, first, count));
        }
        return values;
    }

    /** Values of an F64 tensor, row-major, bit for bit. */
    public double[] doubles(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name, Set.of(ElementType.F64));
        double[] values = new double[entry.shape().elements()];
        read(entry, (chunk, first, count) -> chunk.asDoubleBuffer().get(values, first, count));
        return values;
    }

    /** Values of a tensor of any integer type, row-major. */
    public long[] longs(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name, Set.of(ElementType.I64, ElementType.I32, ElementType.U8));
        ElementType type = entry.type();
        long[] values = new long[entry.shape().elements()];
        read(entry, (chunk, first, count) -> {
            for (int i = first; i < first + count; i++) {
                values[i] = switch (type) {
                    case I64 -> chunk.getLong();
                    case I32 -> chunk.getInt();
                    default -> chunk.get() & 0xFF;
                };
            }
        });
        return values;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private SafetensorsHeader.Entry entry(String name, Set<ElementType> accepted) throws FormatException {
        SafetensorsHeader.Entry entry = header.entry(file, name);
        if (!accepted.contains(entry.type())) {
            String types = String.join(
                    " or ", accepted.stream().sorted().map(ElementType::name).toList());
            throw new FormatException(
                    file, "tensor " + FormatException.quote(name) + " of type " + types, "type " + entry.type());
        }
        return entry;
    }

    private void read(SafetensorsHeader.Entry entry, LittleEndian.Chunk sink) throws IOException {
        long start = header.dataStart() + entry.begin();
        try {
            LittleEndian.read(
                    file, channel, start, entry.shape().elements(), entry.type().bytes(), sink);
        } catch (IOException e) {
            throw FileProblem.explain("read", file, e);
        }
    }
}
