package doublewin.experiments.command;

import doublewin.engine.io.AtomicFile;
import doublewin.experiments.evaluate.AttackedAgain;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.evaluate.PrecisionGame;
import doublewin.experiments.evaluate.Tier;
import doublewin.experiments.game.GameSolution;
import doublewin.experiments.game.PayoffTable;
import doublewin.experiments.plan.MemoryNeed;
import doublewin.experiments.store.Json;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Solves the game between precisions. */
@Command(
        name = "game",
        header = "Solve the game that defender and attacker play with precisions.",
        description = {
            "The transfer matrix as a zero-sum game: its value, the mixtures of precisions that reach it, the attacker's",
            "best response to a uniform defender, and the best precision by itself. Of a run also an interval of the value,",
            "what mixtures are worth on images that they were not fitted on, the game in which the attacker picks",
            "an attack for each image, and accuracy by cost in bit operations. Writes game.json.",
            "With --attack-again the optimal mixture is attacked anew until that gains less than half a point: as long as",
            "the protocol's attacks on mixtures take, round after round. Ctrl-C and --stop-after keep the images that are",
            "done; the same command goes on from there."
        })
final class GameCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Mixin
    private ProtocolOption protocol;

    @Option(
            names = "--attack-again",
            description = "Attack the optimal mixture anew by the protocol's attacks, until that gains less than half a"
                    + " point.")
    private boolean again;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private TimeLimit limit;

    GameCommand(Host host) {
        this.host = host;
    }

    /** One of the two. */
    private static final class Source {
        @Option(names = "--run", paramLabel = "DIR", description = "The folder of a run that heatmap has measured.")
        private Path run;

        @Option(
                names = "--matrix",
                paramLabel = "FILE.csv",
                description = "A table of robust accuracies: names of attack precisions in the first row, of inference"
                        + " precisions in the first column. game.json is written beside it.")
        private Path matrix;
    }

    @Override
    public Integer call() throws IOException {
        if (again && (source.matrix != null || protocol.tier().isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--attack-again attacks a run's network as a stronger protocol does; name both by --run and --protocol");
        }
        if (source.matrix != null) {
            if (protocol.tier().isPresent()) {
                throw new ParameterException(
                        spec.commandLine(), "--protocol chooses outcomes of a run; leave it out beside --matrix");
            }
            GameSolution solution = GameSolution.of(PayoffTable.read(source.matrix));
            Path file = source.matrix.resolveSibling(Part.GAME.fileName());
            host.disk().replace(file, AtomicFile.Content.of(Json.bytes(PrecisionGame.tree(solution))));
            host.out().print(GameSummary.of(solution, file));
            return ExitCode.OK;
        }
        RunFolder run = new RunFolder(source.run, host.disk());
        if (again) {
            Taken<PrecisionGame> game = attackAgain(run, protocol.tier().orElseThrow());
            host.out().print(GameSummary.of(game.result(), run.file(Part.GAME)));
            game.disk().requireAllInPlace();
            return ExitCode.OK;
        }
        run.settings(); // Where there is no run there is nothing to lock.
        try (RunLock _ = RunLock.take(run)) {
            PrecisionGame game =
                    PrecisionGame.run(run, protocol.tier().map(Tier::outcomes).orElse(Part.OUTCOMES), Optional.empty());
            host.out().print(GameSummary.of(game, run.file(Part.GAME)));
        }
        return ExitCode.OK;
    }

    private Taken<PrecisionGame> attackAgain(RunFolder run, Tier tier) throws IOException {
        Path location = data.location(run.settings().data().spec(), run, host);
        Measurement measurement = new Measurement(run, AttackedAgain.protocol(run, tier), location);
        MemoryNeed.ofMeasurement(measurement.settings())
                .require(Runtime.getRuntime().maxMemory());
        return compute.work(
                host,
                limit,
                workshop -> measurement.take(
                        "game",
                        workshop,
                        (trained, images, shop) -> PrecisionGame.run(
                                trained.run(),
                                tier.outcomes(),
                                Optional.of(AttackedAgain.play(tier, trained, images, shop)))));
    }
}
