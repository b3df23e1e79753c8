package doublewin.experiments.command;

import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import doublewin.experiments.verify.Proofs;
import doublewin.experiments.verify.RunProof;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows that bits depend on nothing but what was asked for. */
@Command(
        name = "verify",
        header = "Show on this machine that the same work gives the same bits, or look into a run.",
        description = {
            "Without --run: trains and attacks a small network again and again, by other numbers of threads, vector widths,",
            "compilers, collectors and batches, and compares every layer's result in every pass. It takes a few minutes.",
            "Where bits differ it names the first step, pass and layer in which they do.",
            "With --run: compares the run's files with their digests, and trains its first steps again."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int STEPS = 20;
    /** Hexadecimal digits of a hash that tell one from another. */
    private static final int SHOWN = 16;

    private static final List<String> OF_A_RUN = List.of("--steps", "--data", "--threads");

    private final Host host;

    @Spec
    private CommandSpec spec;

    private Optional<Path> run = Optional.empty();

    private int steps = STEPS;

    @Mixin
    private DataOption data;

    @Mixin
    private ComputeOptions compute;

    VerifyCommand(Host host) {
        this.host = host;
    }

    @Option(names = "--run", paramLabel = "DIR", description = "The folder of a run to look into.")
    void run(Path folder) {
        run = Optional.of(folder);
    }

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "How many steps of --run to train again, 0 for none (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + STEPS)
    void steps(int number) {
        steps = OptionRange.require(spec, "--steps", number, 0, Integer.MAX_VALUE);
    }

    @Override
    public Integer call() throws IOException {
        return run.isPresent() ? lookInto(new RunFolder(run.get(), host.disk())) : prove();
    }

    /** An option that changed nothing would be taken for one that did. */
    private void requireNothingOfARun() {
        for (String option : OF_A_RUN) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option
                                + ": found without --run, which it belongs to; without a run, verify tries its own numbers of"
                                + " threads, steps and images");
            }
        }
    }

    private int prove() throws IOException {
        requireNothingOfARun();
        print("condition", "SHA-256", "compared with the first");
        List<Proofs.Row> rows = Proofs.run(
                row -> print(
                        row.title(),
                        row.hash().substring(0, SHOWN),
                        row.difference().map(where -> "differs: " + where).orElse("same " + row.sums() + " checksums")),
                host.stop());
        List<String> different = rows.stream()
                .filter(row -> row.difference().isPresent())
                .map(Proofs.Row::title)
                .toList();
        if (!different.isEmpty()) {
            throw new CommandException("other bits under: " + String.join(", ", different)
                    + "; expected the same everywhere: please report it, with what \"doublewin info\" prints");
        }
        host.out().println("same bits");
        return ExitCode.OK;
    }

    private void print(String condition, String hash, String found) {
        host.out().printf(Locale.ROOT, "%-32s %-" + SHOWN + "s  %s%n", condition, hash, found);
        host.out().flush();
    }

    private int lookInto(RunFolder folder) throws IOException {
        Settings settings = folder.settings();
        try (RunLock _ = RunLock.take(folder)) {
            List<Part> files = RunProof.files(folder);
            Optional<OpenedData> opened = steps > 0 ? Optional.of(images(folder, settings)) : Optional.empty();
            host.out().println("whole: " + files.stream().map(Part::fileName).collect(Collectors.joining(", ")));
            if (opened.isPresent()) {
                RunProof.Compared compared =
                        compute.work(host, workshop -> RunProof.steps(folder, opened.get(), steps, workshop));
                host.out()
                        .println("same bits in the first " + compared.steps() + " steps"
                                + compared.checkpoints().stream()
                                        .map(part -> ", and in the weights of " + part.fileName())
                                        .collect(Collectors.joining()));
            }
        }
        return ExitCode.OK;
    }

    private OpenedData images(RunFolder folder, Settings settings) throws IOException {
        return TrainCommand.open(settings, data.location(settings.data().spec(), folder, host));
    }
}
