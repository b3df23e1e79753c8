package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A disk for what took hours to compute. A file that can't be written where it belongs goes to a new folder among the
 * temporary files or, where these can't be written either, in the user's home, and the user is told. It goes to its place
 * when it is written anew and that can be written again.
 */
public final class RescuingDisk implements Disk {
    private static final String PREFIX = "doublewin-";

    private final Disk disk;
    private final List<Path> shelters;
    private final Consumer<String> note;
    private final Map<Path, Rescued> rescued = new LinkedHashMap<>();

    private record Rescued(Path copy, IOException problem) {}

    /**
     * A disk that rescues what another one does not take.
     *
     * @param note is told of each file that is not where it belongs, once
     */
    public RescuingDisk(Disk disk, Consumer<String> note) {
        this(
                disk,
                List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of(System.getProperty("user.home"))),
                note);
    }

    RescuingDisk(Disk disk, List<Path> shelters, Consumer<String> note) {
        this.disk = disk;
        this.shelters = shelters;
        this.note = note;
    }

    /**
     * {@inheritDoc}
     *
     * @param content is written once more where the first time fails
     */
    @Override
    public void replace(Path file, AtomicFile.Content content) throws IOException {
        try {
            disk.replace(file, content);
        } catch (IOException problem) {
            rescue(file, content, problem);
            return;
        }
        Rescued older = rescued.remove(file);
        if (older != null) {
            discard(older.copy());
        }
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return disk.usableBytes(folder);
    }

    /** Whether every file that was written is where it belongs. */
    public boolean isAllInPlace() {
        return rescued.isEmpty();
    }

    /**
     * Checks that every file that was written is where it belongs.
     *
     * @throws IOException if one is not; the message says why not, where it is, and what to do
     */
    public void requireAllInPlace() throws IOException {
        if (rescued.isEmpty()) {
            return;
        }
        IOException first = rescued.values().iterator().next().problem();
        String copies =
                rescued.values().stream().map(one -> one.copy().toString()).collect(Collectors.joining(", "));
        throw new IOException(
                first.getMessage() + "; nothing is lost, results are in " + copies
                        + "; see that the folder can be written, then copy them there",
                first);
    }

    private void rescue(Path file, AtomicFile.Content content, IOException problem) throws IOException {
        Set<Path> used = new LinkedHashSet<>();
        rescued.values().forEach(one -> used.add(one.copy().getParent()));
        for (Path folder : used) {
            if (isRescuedIn(folder, file, content, problem)) {
                return;
            }
        }
        for (Path shelter : shelters) {
            try {
                Path folder = Files.createTempDirectory(shelter, PREFIX);
                if (isRescuedIn(folder, file, content, problem)) {
                    return;
                }
                discard(folder);
            } catch (IOException e) {
                problem.addSuppressed(e);
            }
        }
        throw problem;
    }

    private boolean isRescuedIn(Path folder, Path file, AtomicFile.Content content, IOException problem) {
        Path copy = folder.resolve(file.getFileName());
        try {
            AtomicFile.write(copy, content);
        } catch (IOException alike) {
            problem.addSuppressed(alike);
            return false;
        }
        Rescued older = rescued.put(file, new Rescued(copy, problem));
        if (older == null) {
            note.accept("note: " + problem.getMessage() + "; it is in " + copy + " for now");
        } else if (!older.copy().equals(copy)) {
            discard(older.copy());
        }
        return true;
    }

    /** An older copy, or a folder that nothing could be written to; a folder that holds copies stays. */
    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            // It is one file too many among the temporary ones, and no reason to end.
        }
    }
}
