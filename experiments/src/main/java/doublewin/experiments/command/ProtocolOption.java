package doublewin.experiments.command;

import doublewin.experiments.evaluate.Tier;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a network is attacked: as in the paper, or by a pool of attacks. */
final class ProtocolOption {
    private static final String PAPER = "paper";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private Optional<Tier> tier = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Attacks: paper (PGD as in the paper, the default), quick (200 images at 4, 8 and 16 bit),"
                    + " standard (1,000 images at 4..16 bit, hours) or full (10,000 images, days).")
    void protocol(String name) {
        tier = Stream.of(Tier.values()).filter(one -> one.title().equals(name)).findFirst();
        if (tier.isEmpty() && !name.equals(PAPER)) {
            throw new ParameterException(
                    spec.commandLine(), "--protocol: expected paper, quick, standard or full, found \"" + name + "\"");
        }
    }

    /** The pool of attacks; empty for the paper's protocol. */
    Optional<Tier> tier() {
        return tier;
    }
}
