package doublewin.experiments.command;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.evaluate.HeatMap;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.train.TrainingJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The whole experiment in small. */
@Command(
        name = "demo",
        header = "Train a small network and draw its heat map, in a few minutes and without any download.",
        description = {
            "Random precision training on the embedded images, then the transfer heat map.",
            "An earlier demo in the folder is replaced."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String RECIPE = "demo";
    private static final long SEED = 1;

    private final Host host;

    @Mixin
    private RunOptions out;

    @Mixin
    private ComputeOptions compute;

    DemoCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = Recipes.resolve(RECIPE, Map.of(), SEED);
        Path folder = out.folder(RECIPE, SEED);
        RunFolder run = new RunFolder(folder, host.disk());
        if (run.holdsRun() && !run.settings().equals(settings)) {
            throw new CommandException(folder + " holds a run of recipe "
                    + run.settings().recipe()
                    + " with other settings than the demo's, which the demo does not replace; name another folder by"
                    + " --out");
        }
        OpenedData opened = TrainCommand.open(settings, Path.of(""));
        try (RunLock _ = RunLock.take(run)) {
            run.clear();
            TrainCommand.train(
                    new TrainingJob(run, settings, opened, TrainingJob.SAVE_EVERY), compute, new TimeLimit(), host);
        }
        Measurement measurement = new Measurement(run, own -> own, Path.of(""));
        Taken<TransferMatrix> map = compute.work(
                host,
                workshop -> measurement.take(
                        "heatmap",
                        workshop,
                        (trained, images, shop) -> HeatMap.run(host.backend(), trained, images, shop)));
        host.out().print(Summary.of(map.result(), run));
        map.disk().requireAllInPlace();
        return ExitCode.OK;
    }
}
