package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.store.HostileFiles.Reader;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that promise more than they hold: they are refused before memory is taken for it. */
class PromisesTest {
    private HostileFiles files;

    @BeforeEach
    void writeGoodOnes() throws IOException {
        files = new HostileFiles();
    }

    @AfterEach
    void remove() throws IOException {
        files.close();
    }

    /** Refused twice: the first time, memory is taken for classes. */
    private void requireRefused(Reader reader, String text) throws IOException {
        byte[] input = text.getBytes(StandardCharsets.ISO_8859_1);
        reader.mends().forEach(mend -> mend.of(input));
        assertThat(files.meet(reader, input, false)).isFalse();
        assertThat(files.meet(reader, input, true)).isFalse();
    }

    @Test
    void aTableOfAsManyImagesAsThereAreNumbers() throws IOException {
        for (Reader reader : files.readers()) {
            if (reader.part() == Part.OUTCOMES) {
                Reader strict =
                        new Reader(reader.run(), reader.part(), reader.mends(), 2, reader.reading(), reader.good());
                String good = new String(reader.good(), StandardCharsets.ISO_8859_1);
                String promising = good.replaceFirst("\"images\":[0-9]+}", "\"images\":2147483647}");
                assertThat(promising).isNotEqualTo(good);
                requireRefused(strict, promising);
            }
        }
    }

    @Test
    void aMatrixOfLongRowsWithNothingInThem() throws IOException {
        String columns = ",a".repeat(5000) + "\n";
        requireRefused(files.reader(Part.TRANSFER_CSV), columns + "b\n".repeat(5000));
    }
}
