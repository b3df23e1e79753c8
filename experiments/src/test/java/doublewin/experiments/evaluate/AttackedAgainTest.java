package doublewin.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.ExactEot;
import doublewin.dwq.evaluate.Crafting;
import doublewin.experiments.config.EvaluationProtocol;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.data.OpenedData;
import doublewin.experiments.game.DoubleOracle;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.terminal.Progress;
import doublewin.experiments.train.TrainingJob;
import doublewin.experiments.work.StoppedException;
import doublewin.experiments.work.Workshop;
import doublewin.nn.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained network's optimal mixture, attacked by attacks of a few steps. */
class AttackedAgainTest {
    private static final Settings SETTINGS = Recipes.resolve(
            "demo",
            Map.of(
                    "trainImages",
                    "160",
                    "testImages",
                    "32",
                    "batch",
                    "16",
                    "epochs",
                    "5",
                    "learningRate",
                    "0.1",
                    "trainPrecisions",
                    "4,8",
                    "evaluationPrecisions",
                    "4,8",
                    "attackEpsilon",
                    "2"),
            1);

    @TempDir
    private static Path folder;

    private static RunFolder trained;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeAll
    static void train() throws IOException {
        trained = new RunFolder(Files.createDirectory(folder.resolve("trained")), Disk.FILES);
        OpenedData data = OpenedData.open(SETTINGS.data().spec(), folder, 160, 32);
        Progress quiet = new Progress(new PrintStream(new ByteArrayOutputStream()), Progress.Display.LINES);
        Workshop.open(2, quiet, () -> false, workshop -> {
            new TrainingJob(trained, SETTINGS, data, TrainingJob.SAVE_EVERY).run(workshop);
            return data;
        });
    }

    private static RunFolder copy(String name) throws IOException {
        RunFolder copy = new RunFolder(Files.createDirectory(folder.resolve(name)), Disk.FILES);
        for (Part part : List.of(Part.CONFIGURATION, Part.CHECKPOINT)) {
            Files.copy(trained.file(part), copy.file(part));
        }
        return copy;
    }

    private static List<Crafting> pool() {
        ThreatModel threat = SETTINGS.evaluation().attack().threat();
        Apgd apgd = new Apgd(threat, AscentLoss.CROSS_ENTROPY, 4, 1, Stop.NEVER);
        return List.of(
                new Crafting.AtPrecision(apgd, new Precision(4)),
                new Crafting.AtPrecision(apgd, new Precision(8)),
                new Crafting.OnMixture(new ExactEot(threat, ExpectedLoss.MEAN_RATIO, 4, 1, Stop.NEVER)),
                new Crafting.OnMixture(new ExactEot(threat, ExpectedLoss.REMAINING_DISTANCE, 4, 1, Stop.NEVER)));
    }

    private AttackedAgain play(RunFolder run, int threads, BooleanSupplier stop) throws IOException {
        Progress progress = new Progress(new PrintStream(told, true, StandardCharsets.UTF_8), Progress.Display.LINES);
        return Workshop.open(threads, progress, stop, workshop -> {
            TrainedNetwork network = TrainedNetwork.load(run, run.settings());
            OpenedData data = OpenedData.open(SETTINGS.data().spec(), folder, 1, 32);
            return AttackedAgain.play(
                    "cheap", pool(), Part.OUTCOMES_QUICK, network, data.images().test(), workshop);
        });
    }

    private static TreeMap<String, byte[]> outcomes(RunFolder run) throws IOException {
        TreeMap<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.path())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("outcomes")) {
                    contents.put(name, Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    /** Wherever it was stopped, with the same bytes; and what it stands on and ends in can be read back. */
    @Test
    void theOptimalMixtureIsAttackedUntilThatGainsNothing() throws IOException {
        RunFolder run = copy("run");
        AttackedAgain whole = play(run, 2, () -> false);
        List<DoubleOracle.Round> rounds = whole.found().rounds();
        assertThat(whole.found().converged()).isTrue();
        assertThat(whole.found().value()).isPositive();
        assertThat(rounds.getLast().gain()).isLessThan(DoubleOracle.CLOSE);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("% once attacked itself");
        TreeMap<String, byte[]> expected = outcomes(run);
        assertThat(expected).hasSize(1 + rounds.size());

        RunFolder stopped = copy("stopped");
        int stops = 0;
        AttackedAgain resumed = null;
        while (resumed == null) {
            AtomicInteger left = new AtomicInteger(2);
            try {
                resumed = play(stopped, 1 + stops % 3, () -> left.getAndDecrement() <= 0);
            } catch (StoppedException e) {
                stops++;
            }
        }
        assertThat(stops).isGreaterThan(1);
        assertThat(resumed.tree()).isEqualTo(whole.tree());
        assertThat(outcomes(stopped)).usingRecursiveComparison().isEqualTo(expected);

        EvaluationProtocol other =
                SETTINGS.evaluation().withImages(5).withPrecisions("8").withEpsilon(7);
        assertThat(AttackedAgain.protocol(run, Tier.QUICK).apply(other)).isEqualTo(SETTINGS.evaluation());
        PrecisionGame.run(run, Part.OUTCOMES_QUICK, Optional.of(whole));
        PrecisionSet precisions = SETTINGS.evaluation().precisions();
        assertThat(PrecisionGame.mixture(run.file(Part.GAME), precisions))
                .isEqualTo(whole.found().defender());
    }

    /** Where the folder can't be written any more, what was measured last is elsewhere. */
    @Test
    void theGameIsThatOfWhatWasMeasuredWhereverItsTableIs() throws IOException {
        RunFolder run = copy("elsewhere");
        AttackedAgain again = play(run, 2, () -> false);
        PrecisionGame.run(run, Part.OUTCOMES_QUICK, Optional.of(again));
        byte[] game = run.read(Part.GAME);
        run.remove(Part.OUTCOMES_QUICK);
        run.remove(Part.GAME);
        PrecisionGame.run(run, Part.OUTCOMES_QUICK, Optional.of(again));
        assertThat(run.file(Part.GAME)).hasBinaryContent(game);
    }
}
