package doublewin.experiments.spark.cluster;

import doublewin.engine.io.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What makes a cluster private: all of its processes share a secret, prove to each other that they know it, and encrypt what
 * they send and store. Spark does none of it by itself.
 */
final class Secret {
    private static final int SHORTEST = 16;
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** Spark's properties for a cluster whose processes have to know a secret. */
    static final Map<String, String> PROPERTIES = Map.of(
            "spark.authenticate", "true",
            "spark.network.crypto.enabled", "true",
            "spark.network.crypto.cipher", "AES/GCM/NoPadding",
            "spark.network.crypto.authEngineVersion", "2",
            "spark.io.encryption.enabled", "true");

    /** The property that holds the secret itself; never on a command line, which everybody can see. */
    static final String PROPERTY = "spark.authenticate.secret";

    private Secret() {}

    /**
     * Reads it: the file's only line.
     *
     * @throws IOException if it can't be read, is short, or can be read by others; the message is for the user
     */
    static String read(Path file) throws IOException {
        String text;
        Set<PosixFilePermission> permissions;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            permissions = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            throw FileProblem.explain("read the secret in", file, e);
        }
        permissions.retainAll(OF_OTHERS);
        if (!permissions.isEmpty()) {
            throw new IOException(file + ": expected a secret that nobody but its owner may read or write, found "
                    + permissions.toString().toLowerCase(Locale.ROOT) + "; \"chmod 600 " + file
                    + "\" mends it");
        }
        if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException(file + ": expected one line of at least " + SHORTEST
                    + " printable ASCII characters without spaces, found something else; \"openssl rand -hex 32 > "
                    + file
                    + "\" makes one");
        }
        return text;
    }
}
