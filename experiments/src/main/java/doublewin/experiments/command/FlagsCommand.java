package doublewin.experiments.command;

import doublewin.dwq.audit.Flag;
import doublewin.experiments.evaluate.FlagEvaluation;
import doublewin.experiments.evaluate.FlagEvaluation.AuditedAttack;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks for signs that an evaluation overstates robustness. */
@Command(
        name = "flags",
        header = "Look for signs that an evaluation of a run overstates robustness.",
        description = {
            "Watches APGD at each precision and the exact expectation on their mixture, runs them harder and farther, compares",
            "them with queries alone and with other gradients, and looks at what they return. Uses the first 64 test images at",
            "4, 8 and 16 bit unless --images and --precisions say otherwise. The run's folder gets flags.json and flags.csv."
        })
final class FlagsCommand implements Callable<Integer> {
    private static final int IMAGES = 64;

    private final Host host;

    @Mixin
    private ResultOptions options;

    @Mixin
    private ComputeOptions compute;

    FlagsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = options.folder(host);
        Measurement measurement = options.measurement(run, host, IMAGES, Tier.QUICK.precisions());
        Taken<List<AuditedAttack>> audits =
                compute.work(host, workshop -> measurement.take("flags", workshop, FlagEvaluation::run));
        audits.result().forEach(this::print);
        host.out().println("  " + run.file(Part.FLAGS));
        audits.disk().requireAllInPlace();
        return ExitCode.OK;
    }

    private void print(AuditedAttack audit) {
        List<Flag> raised = audit.flags().stream().filter(Flag::raised).toList();
        host.out()
                .printf(
                        Locale.ROOT,
                        "%s against %s: %s%n",
                        audit.attack(),
                        audit.against(),
                        raised.isEmpty() ? "no flag of " + audit.flags().size() + " is raised" : "raised");
        for (Flag flag : raised) {
            host.out()
                    .printf(
                            Locale.ROOT,
                            "  %s (%s): %s%n",
                            flag.sign().title(),
                            figures(flag),
                            flag.sign().words());
        }
    }

    private static String figures(Flag flag) {
        return flag.figures().entrySet().stream().map(FlagsCommand::figure).collect(Collectors.joining(", "));
    }

    private static String figure(Map.Entry<String, Double> figure) {
        return String.format(Locale.ROOT, "%s %.4g", figure.getKey(), figure.getValue());
    }
}
