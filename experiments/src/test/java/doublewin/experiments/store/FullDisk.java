package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A disk that takes so many bytes of every file and then no more, as a full one does. */
public record FullDisk(int room) implements Disk {
    @Override
    public void replace(Path file, AtomicFile.Content content) throws IOException {
        AtomicFile.write(file, channel -> content.writeTo(new FullChannel(channel, room)));
    }

    private static final class FullChannel implements WritableByteChannel {
        private final WritableByteChannel channel;
        private int room;

        FullChannel(WritableByteChannel channel, int room) {
            this.channel = channel;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (source.remaining() > room) {
                channel.write(source.slice(source.position(), room));
                throw new IOException("No space left on device");
            }
            room -= source.remaining();
            return channel.write(source);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
