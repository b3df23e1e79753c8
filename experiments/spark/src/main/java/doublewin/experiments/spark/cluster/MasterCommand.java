package doublewin.experiments.spark.cluster;

import doublewin.experiments.command.ExitCode;
import doublewin.experiments.command.Host;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.rpc.RpcEnv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Spark's standalone master. */
@Command(
        name = "master",
        header = "Start a master, which gives out work to the workers that join it.",
        description = {
            "All processes of the cluster share a secret, prove it to each other, and encrypt what they send.",
            "Ctrl-C ends it."
        })
public final class MasterCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private Standing standing;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "7077",
            description = "Where it listens; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--web-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Where its page of workers and work is, which needs no secret (default: ${DEFAULT-VALUE}).")
    private int webPort;

    /** The command in such surroundings. */
    public MasterCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RpcEnv process = Master.startRpcEnvAndEndpoint(standing.host(), port, webPort, standing.conf())
                ._1();
        host.out().println("master: spark://" + process.address().hostPort());
        host.out().flush();
        Standing.untilStopped(process, host);
        return ExitCode.OK;
    }
}
