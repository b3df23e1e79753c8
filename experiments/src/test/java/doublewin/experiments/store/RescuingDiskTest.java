package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import doublewin.engine.io.AtomicFile.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescuingDiskTest {
    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();
    private Path file;
    private Path shelter;
    private boolean full;

    @BeforeEach
    void makeShelter() throws IOException {
        file = folder.resolve("result");
        shelter = Files.createDirectory(folder.resolve("shelter"));
    }

    private RescuingDisk disk(Path... shelters) {
        Disk disk = (path, content) -> {
            if (full) {
                throw new IOException("cannot write " + path + ": No space left on device");
            }
            Disk.FILES.replace(path, content);
        };
        return new RescuingDisk(disk, List.of(shelters), notes::add);
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> sheltered() throws IOException {
        try (Stream<Path> all = Files.walk(shelter)) {
            return all.filter(path -> !path.equals(shelter)).sorted().toList();
        }
    }

    @Test
    void whatCanBeWrittenIsWhereItBelongs() throws IOException {
        RescuingDisk disk = disk(shelter);
        disk.replace(file, content("1"));
        disk.requireAllInPlace();
        assertThat(file).hasContent("1");
        assertThat(sheltered()).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void whatCannotGoesToOneFolderAndTheUserIsToldOnce() throws IOException {
        RescuingDisk disk = disk(shelter);
        disk.replace(file, content("0"));
        full = true;
        disk.replace(file, content("1"));
        disk.replace(file, content("2"));
        disk.replace(folder.resolve("other"), content("3"));

        assertThat(file).hasContent("0");
        List<Path> found = sheltered();
        assertThat(found).hasSize(3);
        Path copies = found.get(0);
        assertThat(copies.resolve("result")).hasContent("2");
        assertThat(copies.resolve("other")).hasContent("3");
        assertThat(notes).hasSize(2);
        assertThat(notes.get(0))
                .isEqualTo("note: cannot write " + file + ": No space left on device; it is in "
                        + copies.resolve("result") + " for now");
        assertThat(disk.isAllInPlace()).isFalse();
        assertThatIOException()
                .isThrownBy(disk::requireAllInPlace)
                .withMessage("cannot write " + file + ": No space left on device; nothing is lost, results are in "
                        + copies.resolve("result") + ", " + copies.resolve("other")
                        + "; see that the folder can be written, then copy them there");
    }

    /** Else somebody would copy the older one over it. */
    @Test
    void whatIsInItsPlaceAgainIsNowhereElse() throws IOException {
        RescuingDisk disk = disk(shelter);
        full = true;
        disk.replace(file, content("1"));
        full = false;
        disk.replace(file, content("2"));
        assertThat(file).hasContent("2");
        disk.requireAllInPlace();
        assertThat(sheltered()).allSatisfy(left -> assertThat(left).isEmptyDirectory());
    }

    @Test
    void theNextShelterIsTakenWhereTheFirstCannotBeWritten() throws IOException {
        full = true;
        disk(folder.resolve("missing"), shelter).replace(file, content("1"));
        assertThat(sheltered())
                .hasSize(2)
                .last()
                .satisfies(copy -> assertThat(copy).hasContent("1"));
    }

    @Test
    void whereNothingCanBeWrittenTheFirstProblemIsTold() {
        full = true;
        assertThatIOException()
                .isThrownBy(() -> disk(folder.resolve("missing")).replace(file, content("1")))
                .withMessage("cannot write " + file + ": No space left on device");
        assertThat(notes).isEmpty();
    }

    /** A content that cannot be made is no trouble of the disk, and leaves nothing anywhere. */
    @Test
    void whatCannotBeMadeLeavesNothing() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> disk(shelter).replace(file, channel -> {
                    throw new IOException("broken");
                }))
                .withMessageEndingWith("broken");
        assertThat(sheltered()).isEmpty();
        assertThat(file).doesNotExist();
    }
}
