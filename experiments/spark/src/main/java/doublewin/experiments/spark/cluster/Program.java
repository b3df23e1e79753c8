package doublewin.experiments.spark.cluster;

import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.store.Machine;
import doublewin.experiments.store.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which program a process runs: outcomes of another one may have other bits.
 *
 * @param version as its archive tells
 * @param digest SHA-256 of the archives; nothing where classes run without one
 */
record Program(String version, String digest) implements Serializable {
    /** That of this process. */
    static final Program HERE = new Program(
            Machine.programVersion(),
            Stream.of(CandidateSet.class, Program.class).map(Program::digestOf).collect(Collectors.joining("+")));

    /** The archives that hold it, if classes come from archives. */
    static List<Path> archives() {
        return Stream.of(CandidateSet.class, Program.class)
                .map(Program::place)
                .filter(Files::isRegularFile)
                .toList();
    }

    private static String digestOf(Class<?> member) {
        Path place = place(member);
        if (!Files.isRegularFile(place)) {
            return "none";
        }
        try {
            return Sha256.hex(Files.readAllBytes(place));
        } catch (IOException e) {
            throw new UncheckedIOException(place + " can't be read, from which this program runs", e);
        }
    }

    private static Path place(Class<?> member) {
        CodeSource source = member.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class loader names no file: " + source.getLocation(), e);
        }
    }

    @Override
    public String toString() {
        return version + " (SHA-256 " + digest + ")";
    }
}
