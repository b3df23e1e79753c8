package doublewin.experiments.spark;

import doublewin.experiments.command.CommandRunner;
import doublewin.experiments.command.Host;
import doublewin.experiments.spark.cluster.ClusterOptions;
import doublewin.experiments.spark.cluster.ClusterRequest;
import doublewin.experiments.spark.cluster.MasterCommand;
import doublewin.experiments.spark.cluster.WorkerCommand;
import doublewin.experiments.spark.measure.SparkBackend;
import doublewin.experiments.spark.study.StudyCommand;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Where {@code doublewin spark} starts: the program's commands that measure, with a cluster to do their work. */
public final class Main {
    private static final List<String> COMMANDS = List.of("heatmap", "evaluate", "attack");
    private static final String CLUSTER = "cluster";

    private Main() {}

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        CommandLine[] model = new CommandLine[1];
        int code;
        try (SparkBackend backend = new SparkBackend(() -> request(model[0].getParseResult()))) {
            code = doublewin.experiments.Main.run(
                    backend,
                    (host, line) -> {
                        model[0] = line;
                        change(host, line);
                    },
                    arguments);
        }
        System.exit(code);
    }

    /** Leaves the commands that a cluster works for, gives each the options of one, and adds those that make one. */
    private static void change(Host host, CommandLine line) {
        if (host.environment().getOrDefault(CommandRunner.VERBOSE, "").isEmpty()) {
            // Libraries of Spark print stack traces of what it has long dealt with; our own messages have the stream
            // already.
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        }
        CommandSpec root = line.getCommandSpec();
        root.name("doublewin spark");
        for (String name : new ArrayList<>(root.subcommands().keySet())) {
            if (COMMANDS.contains(name)) {
                root.subcommands()
                        .get(name)
                        .getCommandSpec()
                        .addMixin(CLUSTER, CommandSpec.forAnnotatedObject(new ClusterOptions()));
            } else {
                root.removeSubcommand(name);
            }
        }
        line.addSubcommand(new StudyCommand(host))
                .addSubcommand(new MasterCommand(host))
                .addSubcommand(new WorkerCommand(host));
        root.usageMessage()
                .header("Measurements on Apache Spark.")
                .footer(
                        "",
                        "In this process:  doublewin spark heatmap --run runs/demo",
                        "On a cluster:     doublewin spark heatmap --run runs/demo --master spark://host:7077 --secret-file FILE");
    }

    private static ClusterRequest request(ParseResult parsed) {
        CommandSpec options = parsed.subcommand().commandSpec().mixins().get(CLUSTER);
        return ((ClusterOptions) options.userObject()).request();
    }
}
