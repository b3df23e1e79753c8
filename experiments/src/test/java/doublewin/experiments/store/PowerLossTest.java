package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever power or disk fail, what was saved is there, and can be gone on with. */
class PowerLossTest {
    @TempDir
    private Path folder;

    private record Moment(int saves, Change change) {}

    private List<Moment> watched() throws IOException {
        Path real = Files.createDirectory(folder.resolve("watched"));
        List<Moment> moments = new ArrayList<>();
        AtomicInteger saves = new AtomicInteger();
        Path path = WatchedFileSystem.watch(real, change -> moments.add(new Moment(saves.get(), change)));
        new SmallRun(new RunFolder(path, Disk.FILES)).write(saves::incrementAndGet);
        assertThat(saves).hasValue(SmallRun.SAVES);
        return moments;
    }

    @Test
    void everyStateThatAPowerLossCanLeaveIsGoneOnWith() throws IOException {
        CrashStates states = new CrashStates();
        Set<String> seen = new HashSet<>();
        int all = 0;
        for (Moment moment : watched()) {
            List<Map<String, byte[]>> left = new ArrayList<>();
            states.forEach(left::add);
            states.add(moment.change());
            for (Map<String, byte[]> state : left) {
                all++;
                StringBuilder key = new StringBuilder().append(moment.saves());
                state.forEach((name, content) -> key.append(name).append(Arrays.hashCode(content)));
                if (seen.add(key.toString())) {
                    require(state, moment.saves());
                }
            }
        }
        System.out.println("power loss: " + all + " states, " + seen.size() + " of them different");
        assertThat(all).isGreaterThan(250);
        assertThat(seen).hasSizeGreaterThan(100);
    }

    private void require(Map<String, byte[]> state, int saves) throws IOException {
        Path left = Files.createDirectory(folder.resolve("left"));
        for (Map.Entry<String, byte[]> file : state.entrySet()) {
            Files.write(left.resolve(file.getKey()), file.getValue());
        }
        new SmallRun(new RunFolder(left, Disk.FILES)).requireSaves(saves);
        clear(left);
    }

    /** At the first change, the second, and so on to the last; from then on, or once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverChangeIsRefusedWhatWasSavedStays(boolean fromThenOn) throws IOException {
        int changes = watched().size();
        for (int refused = 0; refused < changes; refused++) {
            int first = refused;
            Path real = Files.createDirectory(folder.resolve("full"));
            AtomicInteger done = new AtomicInteger();
            AtomicInteger saves = new AtomicInteger();
            Path path = WatchedFileSystem.watch(real, change -> {
                int number = done.getAndIncrement();
                if (number == first || fromThenOn && number > first) {
                    throw refusal(change);
                }
            });
            Throwable thrown =
                    catchThrowable(() -> new SmallRun(new RunFolder(path, Disk.FILES)).write(saves::incrementAndGet));
            if (thrown == null) {
                // A folder that can't be forced, or a link that can't be made, is no reason to give up.
                assertThat(saves).hasValue(SmallRun.SAVES);
            } else {
                assertThat(thrown)
                        .as("change %d of %d", refused, changes)
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("cannot (write|remove|move to \\S+) .*: No space left on device");
            }
            new SmallRun(new RunFolder(real, Disk.FILES)).requireSaves(saves.get());
            clear(real);
        }
    }

    /**
     * At the first read, the second, and so on to the last; from then on, or once. The newest checkpoint is gone on from, or
     * the one before it, or training ends with the reason; no checkpoint is lost, and it can be gone on with when the disk is well.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverReadFailsNoCheckpointIsLost(boolean fromThenOn) throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        new SmallRun(new RunFolder(whole, Disk.FILES)).write(() -> {});
        byte[] newest = Files.readAllBytes(whole.resolve("checkpoint.safetensors"));
        byte[] before = Files.readAllBytes(whole.resolve("checkpoint.previous.safetensors"));
        int steps = new SmallRun(new RunFolder(whole, Disk.FILES)).resume(note -> {});
        int skipped = 0;
        int ended = 0;
        for (int failing = 0; ; failing++) {
            Path real = copyOf(whole);
            FailingReads reads = new FailingReads(failing, fromThenOn);
            RunFolder run = new RunFolder(WatchedFileSystem.watch(real, reads), Disk.FILES);
            List<String> notes = new ArrayList<>();
            try {
                int from = new SmallRun(run).resume(notes::add);
                assertThat(from == steps).isEqualTo(notes.isEmpty());
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("cannot read .*: Input/output error");
                ended++;
            }
            if (reads.done <= failing) {
                assertThat(notes).isEmpty();
                break;
            }
            if (!notes.isEmpty()) {
                skipped++;
                assertThat(notes)
                        .singleElement()
                        .satisfies(note -> assertThat(note)
                                .startsWith("cannot read " + real.resolve("checkpoint.safetensors")
                                        + ": Input/output error")
                                .contains("skipped, going on from checkpoint.previous.safetensors before it")
                                .endsWith("the skipped one is kept as checkpoint.skipped-1.safetensors"));
                assertThat(real.resolve("checkpoint.skipped-1.safetensors")).hasBinaryContent(newest);
                assertThat(real.resolve("checkpoint.safetensors")).hasBinaryContent(before);
            } else {
                assertThat(real.resolve("checkpoint.safetensors")).hasBinaryContent(newest);
                assertThat(real.resolve("checkpoint.previous.safetensors")).hasBinaryContent(before);
            }
            new SmallRun(new RunFolder(real, Disk.FILES)).resume(note -> {});
            clear(real);
        }
        assertThat(ended).isPositive();
        assertThat(skipped).matches(count -> fromThenOn ? count == 0 : count > 2);
    }

    private Path copyOf(Path whole) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (var files = Files.list(whole)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** A disk that can't be read at the n-th time, the first being 0, and maybe never again. */
    private static final class FailingReads implements WatchedFileSystem.Watcher {
        private final int failing;
        private final boolean fromThenOn;
        private int done;

        FailingReads(int failing, boolean fromThenOn) {
            this.failing = failing;
            this.fromThenOn = fromThenOn;
        }

        @Override
        public void before(Change change) {
            // All changes last.
        }

        @Override
        public void beforeRead(String file) throws IOException {
            int number = done++;
            if (number == failing || fromThenOn && number > failing) {
                throw new IOException("Input/output error");
            }
        }
    }

    /** As the operating system tells it: of names with the name, of content without. */
    private static IOException refusal(Change change) {
        return switch (change) {
            case Change.Write _, Change.Force _, Change.ForceFolder _ -> new IOException("No space left on device");
            case Change.Create(String file) -> new FileSystemException(file, null, "No space left on device");
            case Change.Rename(String from, String to) -> new FileSystemException(from, to, "No space left on device");
            case Change.Link(String file, String link) ->
                new FileSystemException(link, file, "No space left on device");
            case Change.Delete(String file) -> new FileSystemException(file, null, "No space left on device");
        };
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(folder);
    }
}
