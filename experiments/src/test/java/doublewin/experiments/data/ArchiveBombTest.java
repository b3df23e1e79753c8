package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that unpack to much more than they are, all of it about entries to come: it takes time, but neither memory nor depth. */
class ArchiveBombTest {
    private static final int BLOCK = 512;
    private static final int CHAINED = 20_000;
    private static final byte[] RECORD = "11 a=bcdef\n".getBytes(StandardCharsets.US_ASCII);
    private static final int GIBIBYTE = 1 << 30;
    private static final int MEMBER = 1 << 24;

    @TempDir
    private static Path folder;

    private HostileArchive archive;

    /** Takes memory for classes. */
    @BeforeEach
    void readAGoodOne() throws IOException {
        archive = new HostileArchive(folder.resolve("bomb.tar.gz"));
        byte[] tar = HostileArchive.tar();
        assertThat(archive.meet(HostileArchive.packed(tar), tar.length, false)).isTrue();
    }

    /** So many headers that tell of the next one. */
    private static byte[] chain(char type) {
        byte[] entry = Arrays.copyOf(HostileArchive.header("", "pax", RECORD.length, type), 2 * BLOCK);
        System.arraycopy(RECORD, 0, entry, BLOCK, RECORD.length);
        byte[] chain = new byte[CHAINED * entry.length];
        for (int at = 0; at < chain.length; at += entry.length) {
            System.arraycopy(entry, 0, chain, at, entry.length);
        }
        return chain;
    }

    @Test
    void headersThatTellOfTheNextOneInAChain() throws IOException {
        byte[] tar = HostileArchive.tar();
        for (char type : "xgLK".toCharArray()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(HostileArchive.packed(chain(type)));
            assertThat(archive.meet(bytes.toByteArray(), bytes.size(), true)).isFalse();
            bytes.writeBytes(HostileArchive.packed(tar));
            assertThat(archive.meet(bytes.toByteArray(), bytes.size() + tar.length, true))
                    .isTrue();
        }
    }

    @Test
    void aNameOfAGibibyte() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HostileArchive.packed(HostileArchive.header("", "././@LongLink", GIBIBYTE, 'L')));
        byte[] member = HostileArchive.packed(new byte[MEMBER]);
        for (int zeros = 0; zeros < GIBIBYTE; zeros += MEMBER) {
            bytes.writeBytes(member);
        }
        assertThat(archive.meet(bytes.toByteArray(), bytes.size(), true)).isFalse();
    }
}
