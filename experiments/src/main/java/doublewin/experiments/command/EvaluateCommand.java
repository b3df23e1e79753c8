package doublewin.experiments.command;

import doublewin.experiments.job.Evaluation;
import doublewin.experiments.recipe.Settings;
import doublewin.experiments.run.RunFolder;
import doublewin.nn.data.ImageSet;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures a run's clean and robust accuracy. */
@Command(
        name = "evaluate",
        header = "Measure clean and robust accuracy.",
        description = "Clean accuracy and robust accuracy at each precision, and under random precision inference. The "
                + "run's folder gets evaluation.json.")
final class EvaluateCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ResultOptions options;

    @Mixin
    private ComputeOptions compute;

    EvaluateCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = options.folder(host);
        Settings settings = run.settings();
        ImageSet images = options.images(run, settings, "evaluate", compute.threads(), host);
        Evaluation.Result result = compute.work(host, workshop -> Evaluation.run(run, settings, images, workshop));
        host.out().print(Summary.of(result, run));
        return ExitCode.OK;
    }
}
