package doublewin.experiments.spark.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Joins a cluster as its driver. */
public final class Cluster {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What Spark says where none of its archives knows a kind of master. */
    private static final String UNKNOWN_MASTER = "Could not parse Master URL";

    private Cluster() {}

    /**
     * A driver of the cluster.
     *
     * @param name of the work, in Spark's lists
     * @param attempts at a task, before the work is given up
     * @throws IOException if there is no such cluster, or it must not be used in this way; the message is for the user
     */
    public static JavaSparkContext join(ClusterRequest request, String name, int attempts) throws IOException {
        SparkConf conf = conf(request, attempts).setAppName(name);
        if (request.isStandalone()) {
            requireAnswer(request.master());
        }
        try {
            JavaSparkContext context = new JavaSparkContext(conf);
            if (context.sc().isStopped()) {
                throw refused(request, "it ended the connection");
            }
            return context;
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            throw refused(request, told(e));
        } catch (Exception e) { // Scala declares no exceptions: what it throws is not known to the compiler.
            if (e instanceof SparkException || e instanceof IOException) {
                throw refused(request, told(e));
            }
            throw e;
        }
    }

    /**
     * Spark's configuration of the driver.
     *
     * @throws IOException if the secret can't be used, or is missing; the message is for the user
     */
    static SparkConf conf(ClusterRequest request, int attempts) throws IOException {
        SparkConf conf = new SparkConf().setMaster(request.master());
        conf.set("spark.ui.enabled", "false");
        conf.set("spark.task.cpus", Integer.toString(request.threads()));
        conf.set("spark.task.maxFailures", Integer.toString(attempts));
        conf.set("spark.locality.wait", "0");
        if (!request.isLocal()) {
            conf.set("spark.executor.cores", Integer.toString(request.cores()));
            conf.set("spark.executor.memory", request.memory());
            // The launcher's flags, for the same reasons; where there are no large pages, the JVM says so in its log.
            conf.set(
                    "spark.executor.extraJavaOptions",
                    "-XX:+UseG1GC -XX:-UseCompactObjectHeaders -XX:+UseTransparentHugePages");
            conf.set(
                    "spark.jars",
                    Program.archives().stream().map(Path::toString).collect(Collectors.joining(",")));
            Secret.PROPERTIES.forEach(conf::set);
        }
        if (request.secretFile().isPresent()) {
            conf.set(Secret.PROPERTY, Secret.read(request.secretFile().get()));
        } else if (request.isStandalone() && !conf.contains(Secret.PROPERTY)) {
            throw new IOException(
                    "a master " + request.master() + " takes work from everybody who knows its secret, and"
                            + " none was given; name the file that holds it by --secret-file (docs/cluster.md)");
        }
        request.properties().forEach(conf::set);
        return conf;
    }

    /**
     * Fails where nobody listens at any of the addresses of a master of Spark's own. Spark itself tries for a minute or more, and
     * then says so in its log alone.
     *
     * @throws IOException that says so; the message is for the user
     */
    static void requireAnswer(String master) throws IOException {
        ClusterRequest.requireStandalone(master);
        Exception last = null;
        for (String address : ClusterRequest.addresses(master)) {
            int colon = address.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(
                                address.substring(0, Math.max(colon, 0)),
                                Integer.parseInt(address.substring(colon + 1))),
                        (int) PATIENCE.toMillis());
                return;
            } catch (IOException | IllegalArgumentException e) { // The latter of a port that there can't be.
                last = e;
            }
        }
        throw new IOException(
                "no master answers at " + master + " within " + PATIENCE.toSeconds() + " seconds (" + told(last)
                        + "); see that it runs and that this machine may reach its port",
                last);
    }

    private static IOException refused(ClusterRequest request, String why) {
        if (why.startsWith(UNKNOWN_MASTER)) {
            return new IOException("this Spark has no archives for a master " + request.master()
                    + ": what is downloaded knows this process and spark://HOST:PORT alone; name the folder of a full Spark 4.2"
                    + " by SPARK_HOME (docs/cluster.md)");
        }
        return new IOException("the cluster " + request.master() + " can't be used: " + why
                + "; see that its secret is this one, and its version of Spark "
                + org.apache.spark.package$.MODULE$.SPARK_VERSION());
    }

    /** Something that is done with a cluster. */
    @FunctionalInterface
    public interface Use {
        /** Does it. */
        void of(JavaSparkContext context) throws IOException;
    }

    /**
     * Does something with a cluster that was joined.
     *
     * @throws IOException if it fails, or the cluster ended the connection meanwhile; the message is for the user
     */
    public static void use(ClusterRequest request, JavaSparkContext context, Use use) throws IOException {
        try {
            use.of(context);
        } catch (IllegalStateException
                | NullPointerException e) { // What Spark throws when its context ended meanwhile.
            if (context.sc().isStopped()) {
                throw ended(request, e);
            }
            throw e;
        }
    }

    /** That the other side ended the work, for which Spark tells no reason but in logs. */
    private static IOException ended(ClusterRequest request, Throwable cause) {
        return new IOException(
                "the cluster " + request.master()
                        + " ended the connection: its secret may be another one, or no executor"
                        + " could be started, of which the logs in the workers' folders tell; what is done is saved, the"
                        + " same command goes on",
                cause);
    }

    /** The first line of a message. */
    static String told(Throwable problem) {
        List<String> lines = String.valueOf(problem.getMessage()).lines().toList();
        return lines.isEmpty() ? problem.getClass().getSimpleName() : lines.getFirst();
    }
}
