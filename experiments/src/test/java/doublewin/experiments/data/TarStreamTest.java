package doublewin.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarStreamTest {
    private static final int BLOCK = 512;
    private static final byte[] ZEROS = new byte[BLOCK];

    /** Entries, the bytes of each filled up to whole blocks. */
    private static byte[] archive(byte[]... blocks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            bytes.writeBytes(Arrays.copyOf(block, (block.length + BLOCK - 1) / BLOCK * BLOCK));
        }
        return bytes.toByteArray();
    }

    private static TarStream stream(byte[] archive) {
        return new TarStream(new ByteArrayInputStream(archive));
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 'c');
        return content;
    }

    @Test
    void entriesComeOneAfterTheOther() throws IOException {
        TarStream tar = stream(archive(
                HostileArchive.header("", "folder/", 0, '5'),
                HostileArchive.header("", "a", 3, '0'),
                "abc".getBytes(StandardCharsets.US_ASCII),
                HostileArchive.header("far/away", "folder/b", 600, '\0'),
                content(600),
                HostileArchive.header("", "link", 700, '2'),
                HostileArchive.header("", "c", 512, '7'),
                content(512),
                ZEROS,
                content(BLOCK)));
        assertThat(tar.next()).isEqualTo(new TarStream.Entry("folder/", 0, false));
        assertThat(tar.read()).isEqualTo(-1);
        assertThat(tar.next()).isEqualTo(new TarStream.Entry("a", 3, true));
        assertThat(tar.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("abc");
        assertThat(tar.next()).isEqualTo(new TarStream.Entry("far/away/folder/b", 600, true));
        assertThat(tar.read()).isEqualTo('c');
        assertThat(tar.next()).isEqualTo(new TarStream.Entry("link", 0, false));
        assertThat(tar.next()).isEqualTo(new TarStream.Entry("c", 512, true));
        assertThat(tar.next()).as("the entry of a block of zeros").isNull();
        assertThat(tar.read()).isEqualTo(-1);
    }

    /** Of old, there is something else where POSIX has the folder. */
    @Test
    void anArchiveOfGnuHasNoPrefix() throws IOException {
        byte[] header = HostileArchive.header("12345670123", "a", 0, '0');
        header[262] = ' ';
        HostileArchive.mendChecksums(header);
        assertThat(stream(header).next()).isEqualTo(new TarStream.Entry("a", 0, true));
    }

    @Test
    void theLastByteEndsItToo() throws IOException {
        TarStream tar = stream(archive(HostileArchive.header("", "a", 3, '0'), content(3)));
        assertThat(tar.next()).isNotNull();
        assertThat(tar.next()).isNull();
    }

    @Test
    void oneThatBreaksOffIsNotWhole() throws IOException {
        byte[] whole = archive(HostileArchive.header("", "a", 600, '0'), content(600));
        for (int length : new int[] {1, BLOCK - 1, BLOCK + 1, whole.length - 1}) {
            TarStream tar = stream(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> {
                        tar.next();
                        tar.next();
                    })
                    .as("%d bytes", length)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("an archive that breaks off within an entry");
        }
        TarStream read = stream(Arrays.copyOf(whole, BLOCK + 1));
        read.next();
        assertThatThrownBy(read::readAllBytes).isInstanceOf(EOFException.class);
    }

    @Test
    void whatIsNoHeaderIsRefused() {
        byte[] flipped = HostileArchive.header("", "a", 0, '0');
        flipped[0] ^= 1;
        assertThatThrownBy(() -> stream(flipped).next()).hasMessageContaining("checksum");
        byte[] wrong = HostileArchive.header("", "a", 0, '0');
        wrong[130] = '8';
        HostileArchive.mendChecksums(wrong);
        assertThatThrownBy(() -> stream(wrong).next()).hasMessageContaining("not written in octal digits");
    }
}
