package doublewin.experiments.command;

import doublewin.experiments.data.DataSetSpec;
import doublewin.experiments.store.Provenance;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Where CIFAR-10 is. */
public final class DataOption {
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
                    + VARIABLE + ", else where a run that has begun found it, else the folder \"data\").")
    void path(Path path) {
        given = Optional.of(path).filter(named -> !named.toString().isBlank());
    }

    /** The path that is named: by the option, the environment, or nobody. */
    public Path location(Map<String, String> environment) {
        return named(environment).orElse(DEFAULT);
    }

    /**
     * The path for a new run's data set.
     *
     * @throws ParameterException if the user names a path for images that come from none
     */
    Path location(DataSetSpec spec, Map<String, String> environment) {
        requireRead(spec);
        return location(environment);
    }

    /**
     * The path for the data set of a run that has begun: the one that the user names, or where the run was trained, or the
     * default. Says which, where nobody named it.
     *
     * @throws ParameterException if the user names a path for images that come from none
     * @throws IOException if the run's provenance can't be read
     */
    Path location(DataSetSpec spec, RunFolder run, Host host) throws IOException {
        requireRead(spec);
        return spec.isRead() ? location(List.of(run), host) : location(host.environment());
    }

    /**
     * The path for the data set of several runs: the one that the user names, or where the first that has begun was trained, or
     * the default. Says which, where nobody named it.
     *
     * @param runs of which some may not have begun, nor have a folder
     * @throws IOException if a run's provenance can't be read
     */
    public Path location(List<RunFolder> runs, Host host) throws IOException {
        Optional<Path> named = named(host.environment());
        if (named.isPresent()) {
            return named.get();
        }
        for (RunFolder run : runs) {
            Optional<Path> trained = Provenance.data(run);
            if (trained.isPresent()) {
                String title = run.settings().data().spec().title();
                host.err().println(title + ": " + trained.get() + ", where the run found it in training");
                return trained.get();
            }
        }
        return DEFAULT;
    }

    private Optional<Path> named(Map<String, String> environment) {
        return given.or(() -> Optional.ofNullable(environment.get(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(value -> path(value, environment)));
    }

    private Path path(String value, Map<String, String> environment) {
        try {
            return UserPath.of(value, environment);
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), VARIABLE + ": " + e.getMessage(), e);
        }
    }

    private void requireRead(DataSetSpec spec) {
        if (!spec.isRead() && given.isPresent()) {
            throw new ParameterException(
                    this.spec.commandLine(),
                    "--data: the settings ask for the " + spec.title() + ", which comes from no file");
        }
    }
}
