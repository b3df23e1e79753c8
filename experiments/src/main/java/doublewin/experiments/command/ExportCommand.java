package doublewin.experiments.command;

import doublewin.experiments.config.Settings;
import doublewin.experiments.evaluate.Export;
import doublewin.experiments.evaluate.TrainedNetwork;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies of a run what others need. */
@Command(
        name = "export",
        header = "Copy a run's weights, settings and results for others.",
        description = {
            "The copy can be measured and reported on as the run can, and not trained on: it has weights.safetensors,",
            "without what only training needs, and results as far as they are of these weights. Paths are left out."
        })
final class ExportCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private HelpOption help;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The folder of a trained run.")
    private Path run;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The copy, a folder that is made.")
    private Path out;

    ExportCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out)) {
            throw new CommandException(out + " is there already; remove it, or name another folder by --out");
        }
        RunFolder folder = new RunFolder(run, host.disk());
        Settings settings = folder.settings();
        try (RunLock _ = RunLock.take(folder)) {
            TrainedNetwork trained = TrainedNetwork.load(folder, settings);
            trained.warning().ifPresent(host.err()::println);
            List<Part> written = Export.write(trained, new RunFolder(out, host.disk()));
            host.out().println("exported: " + out + ", weights " + trained.weights());
            written.forEach(part -> host.out().println("  " + part.fileName()));
        }
        return ExitCode.OK;
    }
}
