package doublewin.experiments.command;

import doublewin.experiments.data.DataSetSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where CIFAR-10 is. */
final class DataOption {
    /** Names the data where the option is not given. */
    static final String VARIABLE = "DOUBLEWIN_DATA";

    private static final Path DEFAULT = Path.of("data");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private Optional<Path> given = Optional.empty();

    /** An empty path counts as none, as in the environment: a script's unset variable names nothing. */
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "CIFAR-10 in its binary format: a folder, or the .tar.gz (default: the environment variable "
                    + VARIABLE + ", else the folder \"data\").")
    void path(Path path) {
        given = Optional.of(path).filter(named -> !named.toString().isBlank());
    }

    /** The path that is named: by the option, the environment, or nobody. */
    Path location(Map<String, String> environment) {
        return given.or(() -> Optional.ofNullable(environment.get(VARIABLE))
                        .filter(value -> !value.isBlank())
                        .map(Path::of))
                .orElse(DEFAULT);
    }

    /**
     * The path for a data set.
     *
     * @throws ParameterException if the user names a path for images that come from none
     */
    Path location(DataSetSpec spec, Map<String, String> environment) {
        if (!spec.isRead() && given.isPresent()) {
            throw new ParameterException(
                    this.spec.commandLine(),
                    "--data: the settings ask for the " + spec.title() + ", which comes from no file");
        }
        return location(environment);
    }
}
