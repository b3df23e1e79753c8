package doublewin.experiments.spark.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cluster that a user asks for.
 *
 * @param master as Spark writes it
 * @param cores processors of an executor, at least 1
 * @param memory heap of an executor, as Spark writes it
 * @param secretFile holds the secret, where the user names one
 * @param properties of Spark, which win over our own
 */
public record ClusterRequest(
        String master, int cores, String memory, Optional<Path> secretFile, Map<String, String> properties) {
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[1-9][0-9]{0,3})])?");
    static final String STANDALONE = "spark://";
    private static final Pattern STANDALONE_MASTER =
            Pattern.compile("spark://[^:,/ ]+:[0-9]{1,5}(?:,[^:,/ ]+:[0-9]{1,5})*");

    /** Whether the work is done within this process. */
    public boolean isLocal() {
        return LOCAL.matcher(master).matches();
    }

    /** Whether the master is Spark's own, which knows no user but by a secret. */
    boolean isStandalone() {
        return master.startsWith(STANDALONE);
    }

    /** The addresses of masters of Spark's own, {@code host:port}, of which one leads and others may wait to. */
    static String[] addresses(String master) {
        return master.substring(STANDALONE.length()).split(",");
    }

    /**
     * Checks the address of a master of Spark's own.
     *
     * @throws IOException if it is none; the message is for the user
     */
    static void requireStandalone(String master) throws IOException {
        if (!STANDALONE_MASTER.matcher(master).matches()) {
            throw new IOException("--master: expected spark://HOST:PORT, found " + master);
        }
    }

    /** What gives an executor more heap, for messages. */
    public String heapOption() {
        return isLocal() ? "DOUBLEWIN_HEAP" : "--executor-memory";
    }

    /** Threads that compute in an executor. */
    public int threads() {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return cores;
        }
        String number = local.group(1);
        if (number == null) {
            return 1;
        }
        return number.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(number);
    }
}
