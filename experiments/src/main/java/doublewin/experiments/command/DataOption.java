package doublewin.experiments.command;

import doublewin.experiments.data.DataSet;
import doublewin.experiments.data.DataSets;
import doublewin.experiments.recipe.Settings;
import java.io.IOException;
import java.nio.file.Files;
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
    private static final String ARCHIVE = "cifar-10-binary.tar.gz";

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

    /** The archive, where a download put it into the folder and nobody unpacked it; else the path itself. */
    static Path archiveIn(Path path) {
        Path archive = path.resolve(ARCHIVE);
        boolean packed = Files.isRegularFile(archive)
                && !Files.exists(path.resolve("cifar-10-batches-bin"))
                && !Files.exists(path.resolve("test_batch.bin"));
        return packed ? archive : path;
    }

    /** A data set and where it came from. */
    record Opened(String source, DataSet images) {}

    /**
     * Opens the images that settings ask for.
     *
     * @param trainImages how many training images, at least 1
     * @throws ParameterException if the user names a path for images that come from none
     */
    Opened open(Settings settings, int trainImages, int testImages, Map<String, String> environment)
            throws IOException {
        if (settings.data() == Settings.Data.EMBEDDED && given.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--data: the settings ask for the embedded set, which comes from no file");
        }
        return switch (settings.data()) {
            case EMBEDDED -> new Opened(DataSets.EMBEDDED, DataSets.embedded(trainImages, testImages));
            case CIFAR10 -> {
                Path source = archiveIn(location(environment));
                yield new Opened(source.toString(), DataSets.cifar10(source, trainImages, testImages));
            }
        };
    }
}
