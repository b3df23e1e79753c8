package doublewin.experiments.command;

import doublewin.dwq.PrecisionMixture;
import doublewin.experiments.evaluate.Evaluation;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.evaluate.PoolEvaluation;
import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.Sha256;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a run's clean and robust accuracy. */
@Command(
        name = "evaluate",
        header = "Measure clean and robust accuracy.",
        description = {
            "Clean and robust accuracy at each precision, and under random precision inference.",
            "The run's folder gets evaluation.json, and outcomes.bin, which heatmap shares.",
            "The stronger protocols attack by a pool of attacks, some of which know all precisions, and tell",
            "what is left by what the attacker knows: evaluation.quick.json and its like.",
            "Ctrl-C and --stop-after keep the images that are done; the same command goes on from there."
        })
final class EvaluateCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ResultOptions options;

    @Mixin
    private ProtocolOption protocol;

    @Option(
            names = "--evidence",
            description =
                    "Keep the worst image of each under a stronger protocol, to be confirmed outside of this program.")
    private boolean evidence;

    @Mixin
    private MixtureOption mixture;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private TimeLimit limit;

    EvaluateCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        if (evidence && protocol.tier().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--evidence keeps images of a stronger protocol; name it by --protocol");
        }
        if (mixture.isGiven() && protocol.tier().isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--mixture is what random precision inference draws from under the paper's protocol; leave it out"
                            + " beside a stronger one, whose defender draws uniformly");
        }
        RunFolder run = options.folder(host);
        if (protocol.tier().isPresent()) {
            Tier chosen = protocol.tier().get();
            Measurement measurement = options.measurement(run, host, chosen.images(), chosen.precisions());
            Taken<PoolEvaluation.Result> pool = compute.work(
                    host,
                    limit,
                    workshop -> measurement.take(
                            "evaluate",
                            workshop,
                            (trained, images, shop) ->
                                    PoolEvaluation.run(chosen, host.backend(), trained, images, evidence, shop)));
            host.out().print(PoolSummary.of(pool.result(), run.file(chosen.evaluation())));
            pool.disk().requireAllInPlace();
            if (evidence) {
                host.out()
                        .printf(
                                Locale.ROOT,
                                "  %s, SHA-256 %s%n",
                                run.file(chosen.evidence()),
                                Sha256.hex(run.read(chosen.evidence())));
            }
            return ExitCode.OK;
        }
        Measurement measurement = options.measurement(run, host);
        PrecisionMixture drawn = mixture.of(measurement.settings().evaluation().precisions(), host.environment());
        Taken<Evaluation.Result> accuracy = compute.work(
                host,
                limit,
                workshop -> measurement.take(
                        "evaluate",
                        workshop,
                        (trained, images, shop) -> Evaluation.run(host.backend(), trained, images, drawn, shop)));
        host.out().print(Summary.of(accuracy.result(), run));
        accuracy.disk().requireAllInPlace();
        return ExitCode.OK;
    }
}
