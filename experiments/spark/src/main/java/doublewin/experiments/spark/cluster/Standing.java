package doublewin.experiments.spark.cluster;

import doublewin.experiments.command.HelpOption;
import doublewin.experiments.command.Host;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcEnv;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the processes of a standing cluster have in common. */
final class Standing {
    private static final long LOOK_MILLIS = 200;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            required = true,
            description = "Name or address of this machine by which the others reach it.")
    private String host;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            required = true,
            description = "The cluster's secret; nobody but its owner may read it.")
    private Path secretFile;

    String host() {
        return host;
    }

    /**
     * Spark's configuration of the process.
     *
     * @throws IOException if the secret can't be used; the message is for the user
     */
    SparkConf conf() throws IOException {
        SparkConf conf = new SparkConf();
        Secret.PROPERTIES.forEach(conf::set);
        conf.set(Secret.PROPERTY, Secret.read(secretFile));
        conf.set("spark.ui.killEnabled", "false"); // Its pages know no secret: let them show, and change nothing.
        return conf;
    }

    /** Works until the user asks it to stop. */
    static void untilStopped(RpcEnv process, Host host) {
        while (!host.stop().getAsBoolean()) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        process.shutdown();
    }
}
