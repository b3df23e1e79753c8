package doublewin.engine.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Turns what the operating system says about a file into a message for the user. */
public final class FileProblem {
    private FileProblem() {}

    /**
     * An exception whose message says what could not be done with which file, and why.
     *
     * @param action such as "read" or "write"
     * @param problem the original; a {@link FormatException} says all that is needed and is returned as it is
     */
    public static IOException explain(String action, Path file, IOException problem) {
        if (problem instanceof FormatException) {
            return problem;
        }
        return new IOException("cannot " + action + " " + file + ": " + reason(file, problem), problem);
    }

    private static String reason(Path file, IOException problem) {
        for (Path p = file.toAbsolutePath().getParent(); p != null; p = p.getParent()) {
            if (Files.exists(p)) {
                if (!Files.isDirectory(p)) {
                    return p + " is a file, expected a folder";
                }
                break;
            }
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            return "there is no folder " + folder;
        }
        if (Files.isDirectory(file)) {
            return "it is a folder, expected a file";
        }
        if (problem instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return problem.getMessage() != null
                ? problem.getMessage()
                : problem.getClass().getSimpleName();
    }
}
