package doublewin.experiments.spark.study;

import doublewin.experiments.command.DataOption;
import doublewin.experiments.command.ExitCode;
import doublewin.experiments.command.HelpOption;
import doublewin.experiments.command.Host;
import doublewin.experiments.spark.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains and maps recipes by several seeds, and reports on them together. */
@Command(
        name = "study",
        header = "Train and map recipes by several seeds, one run an executor, and report over the seeds.",
        description = {
            "The file holds recipes, seeds, and perhaps settings by name that replace some of the recipes':",
            "  {\"recipes\": [\"demo\"], \"seeds\": [1, 2, 3], \"settings\": {\"short\": {\"epochs\": 3}}}",
            "Every combination becomes a run in the study's folder, which all machines must see under one name, as the images.",
            "A run whose executor is lost goes on elsewhere from its checkpoint. The same command goes on with a study."
        })
public final class StudyCommand implements Callable<Integer> {
    private static final Path DEFAULT_PARENT = Path.of("runs");
    private static final String RESULTS = "seeds.json";

    private final Host host;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "FILE", description = "The study, as JSON.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The study's folder (default: runs/FILE without its ending).")
    private Path out;

    @Option(
            names = "--other-images",
            description = "Train on images that are not the published ones of the data set, and say so in the runs.")
    private boolean otherImages;

    @Mixin
    private DataOption data;

    @Mixin
    private ClusterOptions cluster;

    /** The command in such surroundings. */
    public StudyCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        List<StudyRun> runs = StudyFile.read(file).runs();
        StudyFolder folder = new StudyFolder(folder().toAbsolutePath().normalize(), host.disk());
        Path images = data.location(
                runs.stream()
                        .filter(run -> run.settings().data().spec().isRead())
                        .map(folder::folder)
                        .toList(),
                host);
        Map<String, RunEnd> ends = new Driving(folder, runs, host).toTheEnd(cluster.request(), images, otherImages);
        host.out().print(new StateTable(folder, runs).text(ends));
        List<RunEnd.Failed> failed = ends.values().stream()
                .filter(RunEnd.Failed.class::isInstance)
                .map(RunEnd.Failed.class::cast)
                .toList();
        if (!failed.isEmpty()) {
            throw new IOException(failed.size() + " of " + runs.size() + " runs failed, such as "
                    + failed.getFirst().run() + ": " + failed.getFirst().problem()
                    + "; the same command tries these again");
        }
        SeedReport report = SeedReport.of(folder, runs);
        Path written = folder.write(RESULTS, report.json());
        host.out().println();
        host.out().print(report.text());
        host.out().println("  " + written);
        return ExitCode.OK;
    }

    private Path folder() {
        if (out != null) {
            return out;
        }
        Path name = file.toAbsolutePath().getFileName();
        return DEFAULT_PARENT.resolve(name.toString().replaceFirst("(?<=.)\\.[^.]*$", ""));
    }
}
