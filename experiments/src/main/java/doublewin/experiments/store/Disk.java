package doublewin.experiments.store;

import doublewin.engine.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where results go. Tests put a full disk in its place. */
@FunctionalInterface
public interface Disk {
    /** The file system: files are replaced whole or not at all. */
    Disk FILES = AtomicFile::write;

    /** Creates or replaces a file in an existing folder; an IOException names the file and the reason. */
    void replace(Path file, AtomicFile.Content content) throws IOException;
}
