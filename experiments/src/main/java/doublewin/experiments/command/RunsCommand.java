package doublewin.experiments.command;

import doublewin.experiments.report.RunState;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists runs. */
@Command(
        name = "runs",
        header = "List runs: recipe, state, progress, accuracy.",
        description = {
            "Accuracies are those of the heat map, in percent: clean, attacked at the precision of inference, and the average",
            "of all cells; before there is one, those of the last validation, marked by a star."
        })
final class RunsCommand implements Callable<Integer> {
    private static final String ROW = "%-32s %-20s %-10s %-30s %6s %8s %8s%n";

    private final Host host;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--in",
            paramLabel = "DIR",
            description = "The folder that holds the runs (default: ${DEFAULT-VALUE}).")
    private Path parent = RunOptions.DEFAULT_PARENT;

    RunsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> folders = folders();
        if (folders.isEmpty()) {
            host.out().println(parent + " holds no runs; \"doublewin train\" makes some");
            return ExitCode.OK;
        }
        host.out().printf(Locale.ROOT, ROW, "run", "recipe", "state", "training", "clean", "diagonal", "average");
        for (Path folder : folders) {
            String name = folder.getFileName().toString();
            try {
                RunState state = RunState.of(new RunFolder(folder, host.disk()));
                host.out()
                        .printf(
                                Locale.ROOT,
                                ROW,
                                name,
                                state.recipe(),
                                state.isWorkedOn() ? "working" : "idle",
                                state.training(),
                                state.clean(),
                                state.diagonal(),
                                state.average());
            } catch (IOException e) {
                host.out().println(name + ": " + e.getMessage());
            }
        }
        return ExitCode.OK;
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder -> Files.exists(folder.resolve(RunFolder.Part.CONFIGURATION.fileName())))
                    .sorted()
                    .toList();
        }
    }
}
