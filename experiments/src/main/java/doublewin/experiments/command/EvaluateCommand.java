package doublewin.experiments.command;

import doublewin.experiments.job.Evaluation;
import doublewin.experiments.run.RunFolder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures a run's clean and robust accuracy. */
@Command(
        name = "evaluate",
        header = "Measure clean and robust accuracy.",
        description = {
            "Clean and robust accuracy at each precision, and under random precision inference.",
            "The run's folder gets evaluation.json."
        })
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
        Evaluation.Result result = options.measure("evaluate", run, compute, host, Evaluation::run);
        host.out().print(Summary.of(result, run));
        return ExitCode.OK;
    }
}
