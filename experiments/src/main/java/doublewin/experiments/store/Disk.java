package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import doublewin.engine.io.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go. Tests put a full disk in its place. */
@FunctionalInterface
public interface Disk {
    /** The file system: files are replaced whole or not at all. */
    Disk FILES = AtomicFile::write;

    /** Creates or replaces a file in an existing folder; an IOException names the file and the reason. */
    void replace(Path file, AtomicFile.Content content) throws IOException;

    /** Bytes that may still be written into an existing folder, as far as the system tells; quotas it may not know. */
    default long usableBytes(Path folder) throws IOException {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw FileProblem.explain("look at the disk of", folder, e);
        }
    }
}
