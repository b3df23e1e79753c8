package doublewin.experiments.command;

import doublewin.experiments.report.Report;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a run's outcomes show. */
@Command(
        name = "report",
        header = "Tell what a run's outcomes show: the paper's claims with intervals, and a page.",
        description = {
            "Reads what heatmap measured, and needs no images; what evaluate --protocol, game, flags and attack found is told,",
            "too. The run's folder gets claims.json and report.html, one file that asks the network for nothing."
        })
final class ReportCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private HelpOption help;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The folder of a measured run.")
    private Path run;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "A run to compare with, measured alike; again for more.")
    private List<Path> against = new ArrayList<>();

    ReportCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RunFolder folder = new RunFolder(run, host.disk());
        List<RunFolder> others =
                against.stream().map(path -> new RunFolder(path, host.disk())).toList();
        folder.settings();
        try (RunLock _ = RunLock.take(folder)) {
            Report.Told told = Report.write(folder, others);
            told.leftOut().forEach(why -> host.err().println("note: " + why));
            host.out().print(Summary.of(told.statistics(), folder));
        }
        return ExitCode.OK;
    }
}
