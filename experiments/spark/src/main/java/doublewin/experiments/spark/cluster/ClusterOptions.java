package doublewin.experiments.spark.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which cluster works. */
public final class ClusterOptions {
    private static final String PREFIX = "spark.";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Who gives out the work, such as spark://host:7077, yarn or k8s://https://host:443"
                    + " (default: local[*], this process).",
            defaultValue = "local[*]")
    private String master;

    @Option(
            names = "--executor-cores",
            paramLabel = "N",
            description = "Processors of each executor, all of which work on one task (default: ${DEFAULT-VALUE};"
                    + " of this process, all).",
            defaultValue = "2")
    private int cores;

    @Option(
            names = "--executor-memory",
            paramLabel = "SIZE",
            description = "Heap of each executor (default: ${DEFAULT-VALUE}).",
            defaultValue = "4g")
    private String memory;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "The cluster's secret, which a master spark://... needs; nobody but its owner may read it.")
    private Path secretFile;

    private final Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A property of Spark, such as spark.driver.host=10.0.0.5; may be given several times.")
    void property(Map<String, String> given) {
        given.forEach((key, value) -> {
            if (!key.startsWith(PREFIX)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--conf: expected a property of Spark, which begins with " + PREFIX + ", found " + key);
            }
            properties.put(key, value);
        });
    }

    /** What was asked for. */
    public ClusterRequest request() {
        if (cores < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--executor-cores: expected at least 1 processor, found " + cores);
        }
        return new ClusterRequest(master, cores, memory, Optional.ofNullable(secretFile), properties);
    }
}
