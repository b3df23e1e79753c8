package doublewin.experiments.command;

import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.evaluate.AttackEvaluation;
import doublewin.experiments.evaluate.CandidateSet;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.evaluate.NamedAttack;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Attacks a run by attacks of the user's choice. */
@Command(
        name = "attack",
        header = "Attack a run by attacks of your choice.",
        description = {
            "Each attack perturbs all images at each precision, or on the mixture of all, and all precisions classify them.",
            "Gradients are those of --backward: of several, the lowest accuracy counts.",
            "The run's folder gets attack.json, attack.csv and outcomes.attack.bin.",
            "Ctrl-C and --stop-after keep the images that are done; the same command goes on from there."
        })
final class AttackCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ResultOptions options;

    private final Set<NamedAttack> attacks = new LinkedHashSet<>();

    private Ball ball = Ball.LINF;

    private final Set<Backward> backwards = new LinkedHashSet<>();

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private TimeLimit limit;

    AttackCommand(Host host) {
        this.host = host;
    }

    /** The names of all attacks, for the help text. */
    static final class AttackNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(NamedAttack.values()).map(NamedAttack::title).iterator();
        }
    }

    @Option(
            names = "--attack",
            required = true,
            paramLabel = "NAME",
            completionCandidates = AttackNames.class,
            description = "One of ${COMPLETION-CANDIDATES}; again for more.")
    void attack(List<String> names) {
        for (String name : names) {
            attacks.add(Arrays.stream(NamedAttack.values())
                    .filter(one -> one.title().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--attack: expected one of "
                                    + Arrays.stream(NamedAttack.values())
                                            .map(NamedAttack::title)
                                            .collect(Collectors.joining(", "))
                                    + ", found \"" + name + "\"")));
        }
    }

    @Option(
            names = "--ball",
            paramLabel = "BALL",
            description =
                    "What --eps bounds: linf, each pixel's change (default), or l2, the length of the whole change.")
    void ball(String name) {
        ball = Arrays.stream(Ball.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--ball: expected linf or l2, found \"" + name + "\""));
    }

    @Option(
            names = "--backward",
            paramLabel = "NAME",
            description =
                    "How gradients pass the quantisers, whose own are zero: unclipped, straight through (default);"
                            + " clipped, not where a quantiser clamps; full, as if there were none; full-own, the same"
                            + " with the batch norm of full precision. Again for more: each attack is run by each.")
    void backward(List<String> names) {
        for (String name : names) {
            backwards.add(Arrays.stream(Backward.values())
                    .filter(one -> one.title().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--backward: expected unclipped, clipped, full or full-own, found \"" + name + "\"")));
        }
    }

    @Override
    public Integer call() throws IOException {
        for (NamedAttack attack : attacks) {
            if (!attack.isFor(ball)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--attack: " + attack.title() + " knows no "
                                + ball.name().toLowerCase(Locale.ROOT)
                                + " ball; name the other one by --ball, or leave the attack out");
            }
        }
        CandidateSet.OfAttacks chosen =
                new CandidateSet.OfAttacks(List.copyOf(attacks), List.copyOf(backwards()), ball);
        RunFolder run = options.folder(host);
        Measurement measurement = options.measurement(run, host);
        Taken<AttackEvaluation.Result> attacked = compute.work(
                host,
                limit,
                workshop -> measurement.take(
                        "attack",
                        workshop,
                        (trained, images, shop) ->
                                AttackEvaluation.run(chosen, host.backend(), trained, images, shop)));
        host.out().print(summary(attacked.result()));
        host.out().println("  " + run.file(Part.ATTACK));
        attacked.disk().requireAllInPlace();
        return ExitCode.OK;
    }

    /** The user's choice, the default one if there is none; attacks that ask for no gradient have none. */
    private Set<Backward> backwards() {
        Set<Backward> chosen = backwards.isEmpty() ? Set.of(Backward.UNCLIPPED) : backwards;
        if (chosen.equals(Set.of(Backward.UNCLIPPED))) {
            return chosen;
        }
        for (NamedAttack attack : attacks) {
            if (!attack.asksForGradients()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--backward: " + attack.title()
                                + " asks for answers alone, and no gradient; leave out one of the two");
            }
        }
        return chosen;
    }

    private static String summary(AttackEvaluation.Result result) {
        Outcomes outcomes = result.outcomes();
        StringBuilder text = new StringBuilder();
        row(text, "accuracy in % (95 % interval)", "where aimed", "mean over precisions", "unlimited draws");
        for (int number = 0; number < result.means().size(); number++) {
            row(
                    text,
                    outcomes.title(number),
                    result.there(number).map(AttackCommand::percent).orElse(""),
                    percent(result.means().get(number)),
                    percent(result.unlimitedDraws(number)));
        }
        for (AttackEvaluation.Lowest lowest : result.lowest()) {
            row(text, "  by any backward pass: " + lowest.title(), percent(lowest.accuracy()), "", "");
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "on %d test images at precisions %s; at a precision, images are left alone once they are wrong there;"
                                + " unlimited draws: right at all precisions%n",
                        outcomes.images(),
                        outcomes.precisions()))
                .toString();
    }

    private static String percent(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f to %.1f)",
                PERCENT * interval.estimate(),
                PERCENT * interval.low(),
                PERCENT * interval.high());
    }

    private static void row(StringBuilder text, String title, String there, String mean, String unlimited) {
        text.append(String.format(Locale.ROOT, "%-48s %20s  %-20s  %s%n", title, there, mean, unlimited));
    }
}
