package doublewin.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Moves arrays between memory and little-endian files through one small buffer. */
final class LittleEndian {
    private static final int CHUNK_BYTES = 1 << 16;

    private LittleEndian() {}

    /** Moves {@code count} elements, of which {@code first} is the first one's index in the array. */
    @FunctionalInterface
    interface Chunk {
        void move(ByteBuffer chunk, int first, int count);
    }

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads elements of {@code width} bytes from {@code start} in the file on, chunk by chunk. */
    static void read(Path file, FileChannel channel, long start, int elements, int width, Chunk sink)
            throws IOException {
        ByteBuffer chunk = allocate((int) Math.min((long) elements * width, CHUNK_BYTES));
        int most = CHUNK_BYTES / width;
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(elements - first, most);
            chunk.clear().limit(count * width);
            readFully(file, channel, chunk, start + (long) first * width);
            sink.move(chunk, first, count);
        }
    }

    /** Writes elements of {@code width} bytes, chunk by chunk. */
    static void write(WritableByteChannel channel, int elements, int width, Chunk source) throws IOException {
        ByteBuffer chunk = allocate((int) Math.min((long) elements * width, CHUNK_BYTES));
        int most = CHUNK_BYTES / width;
        for (int first = 0; first < elements; first += most) {
            int count = Math.min(elements - first, most);
            chunk.clear().limit(count * width);
            source.move(chunk, first, count);
            writeFully(channel, chunk.rewind());
        }
    }

    /** Fills the buffer, from its beginning to its limit, from a place in the file; flips it. */
    static void readFully(Path file, FileChannel channel, ByteBuffer buffer, long start) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                throw new FormatException(
                        file, "at least " + (start + buffer.limit()) + " bytes", "only " + channel.size());
            }
        }
        buffer.flip();
    }

    /** Writes all that remains in the buffer, however little the channel takes at a time. */
    static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
