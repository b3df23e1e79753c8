package doublewin.experiments.spark.cluster;

import doublewin.experiments.command.ExitCode;
import doublewin.experiments.command.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import scala.Option$;

/** Spark's standalone worker. */
@Command(
        name = "worker",
        header = "Start a worker, which lets a master use this machine.",
        description = "It starts executors as the master asks. Ctrl-C ends it and them.")
public final class WorkerCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private Standing standing;

    @Option(names = "--master", paramLabel = "URL", required = true, description = "The master, spark://HOST:PORT.")
    private String master;

    @Option(names = "--cores", paramLabel = "N", description = "Processors that it lends (default: all).")
    private int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            defaultValue = "8192",
            description = "Heap of all its executors together, in MiB (default: ${DEFAULT-VALUE}).")
    private int memory;

    @Option(
            names = "--web-port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Where its page is, which needs no secret (default: ${DEFAULT-VALUE}).")
    private int webPort;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            required = true,
            description = "Where executors put archives and logs; it grows by some 10 MB each time one is started.")
    private Path folder;

    /** The command in such surroundings. */
    public WorkerCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        SparkConf conf = standing.conf();
        // Without it, Spark's worker would look as if all were well, and end after minutes without a word.
        Cluster.requireAnswer(master);
        RpcEnv process = Worker.startRpcEnvAndEndpoint(
                standing.host(),
                0,
                webPort,
                cores,
                memory,
                Arrays.stream(ClusterRequest.addresses(master))
                        .map(address -> ClusterRequest.STANDALONE + address)
                        .toArray(String[]::new),
                folder.toAbsolutePath().toString(),
                Option$.MODULE$.empty(),
                conf,
                Option$.MODULE$.empty());
        host.out().println("worker: " + process.address().hostPort() + " of " + master);
        host.out().flush();
        Standing.untilStopped(process, host);
        return ExitCode.OK;
    }
}
