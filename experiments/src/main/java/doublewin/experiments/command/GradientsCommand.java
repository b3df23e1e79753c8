package doublewin.experiments.command;

import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.evaluate.GradientEvaluation;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the gradients and adversarial examples of a run's precisions. */
@Command(
        name = "gradients",
        header = "Find out why attacks on a run transfer poorly between precisions.",
        description = {
            "Compares input gradients of the precisions, their adversarial examples, and the loss on the way from one such",
            "example to another; two random starts of one precision tell what the start alone is worth.",
            "Uses the first 200 test images at the run's precisions unless --images and --precisions say otherwise.",
            "The run's folder gets gradients.json, and tables and pictures of its matrices."
        })
final class GradientsCommand implements Callable<Integer> {
    private static final int IMAGES = 200;

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ResultOptions options;

    @Mixin
    private ComputeOptions compute;

    GradientsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = options.folder(host);
        Measurement measurement = options.measurement(run, host, IMAGES);
        require(measurement.settings().evaluation());
        Taken<GradientEvaluation.Result> gradients =
                compute.work(host, workshop -> measurement.take("gradients", workshop, GradientEvaluation::run));
        host.out().print(GradientSummary.of(gradients.result(), run));
        gradients.disk().requireAllInPlace();
        return ExitCode.OK;
    }

    private void require(EvaluationProtocol protocol) {
        if (protocol.precisions().size() < 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--precisions: expected at least two to compare, found " + protocol.precisions());
        }
        if (protocol.attackEpsilon() == 0) {
            throw new ParameterException(
                    spec.commandLine(), "--eps: expected more than 0, since attacks are compared, found 0");
        }
    }
}
