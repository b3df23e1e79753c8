package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.engine.io.SafetensorsFile;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.OutcomesFile;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import doublewin.experiments.store.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pools of attacks on a run, and the game that they make. */
class PoolTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> QUICK =
            List.of("--protocol", "quick", "--images", "12", "--precisions", "4,8", "--eps", "3");

    @TempDir
    private static Path folder;

    /** A network that has some images right, and holds some of them, measured whole. */
    private static Path whole;

    private static Path trained;

    @BeforeAll
    static void measure() throws IOException {
        trained = folder.resolve("trained");
        List<String> settings = List.of("trainImages=320", "batch=32", "epochs=8", "testImages=12", "learningRate=0.1");
        assertThat(Shell.USUAL.train(trained, settings).code()).isZero();
        whole = copy("whole");
        Shell.Outcome outcome = evaluate(Shell.USUAL, whole, "--evidence");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("  full precision ");
        assertThat(outcome.out()).contains(Sha256.hex(Files.readAllBytes(whole.resolve("evidence.quick.safetensors"))));
    }

    private static Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(trained)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static Shell.Outcome evaluate(Shell shell, Path run, String... further) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--run", run.toString()));
        arguments.addAll(QUICK);
        arguments.addAll(List.of(further));
        return shell.run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Path run, String file) throws IOException {
        return JSON.readTree(Files.readString(run.resolve(file)));
    }

    @Test
    void whoKnowsMoreLeavesLess() throws IOException {
        JsonNode protocols = json(whole, "evaluation.quick.json").get("protocols");
        TreeMap<String, Double> accuracy = new TreeMap<>();
        protocols.forEach(figure -> accuracy.put(
                figure.get("protocol").asString(), figure.get("estimate").asDouble()));
        List<String> order = List.of(
                "unlimited draws",
                "10 draws",
                "5 draws",
                "2 draws",
                "best candidate",
                "best attack precision",
                "uniform");
        for (int i = 1; i < order.size(); i++) {
            assertThat(accuracy.get(order.get(i - 1))).isLessThanOrEqualTo(accuracy.get(order.get(i)));
        }
        assertThat(accuracy.get("matched")).isBetween(accuracy.get("unlimited draws"), accuracy.get("best candidate"));
        // Neither all nor nothing, or the order would say nothing.
        assertThat(accuracy.get("unlimited draws")).isLessThan(accuracy.get("uniform"));
        assertThat(accuracy.get("best candidate")).isPositive();
        assertThat(whole.resolve("evaluation.json")).doesNotExist();
    }

    /** Its figure is a count of the last column, whose images the last two candidates are aimed at. */
    @Test
    void fullPrecisionIsATwin() throws IOException {
        JsonNode file = json(whole, "evaluation.quick.json");
        Outcomes outcomes = OutcomesFile.read(new RunFolder(whole, Disk.FILES), Part.OUTCOMES_QUICK)
                .outcomes();
        assertThat(outcomes.columns()).isEqualTo(Columns.withTwins(outcomes.precisions()));
        int column = outcomes.precisions().size() + 1;
        long left = IntStream.range(0, 12)
                .filter(image -> outcomes.candidates().stream().allMatch(shown -> shown.isCorrect(column, image)))
                .count();
        assertThat(file.at("/withoutRandomness/fullPrecision/estimate").asDouble())
                .isEqualTo(left / 12.0);
        JsonNode candidates = file.get("candidates");
        assertThat(candidates.valueStream().map(one -> one.get("candidate").asString()))
                .hasSize(outcomes.candidates().size())
                .endsWith("APGD-T-30 on the ensemble of 4,8", "APGD-CE at full", "APGD-T-30 at full");
        for (int number = 0; number < candidates.size(); number++) {
            int correct = outcomes.of(number).correctCount(column);
            assertThat(candidates.get(number).get("fullPrecisionCorrect").asInt())
                    .isEqualTo(correct);
        }
        // Its own attacks take something, or the column would say nothing.
        assertThat(outcomes.of(candidates.size() - 2).correctCount(column))
                .isLessThan(outcomes.of(Outcomes.CLEAN).correctCount(column));
    }

    /** Within epsilon; and as the run's own network, loaded anew, classifies it. */
    @Test
    void theEvidenceIsWhatWasCounted() throws IOException {
        JsonNode candidates = json(whole, "evaluation.quick.json").get("candidates");
        try (SafetensorsFile evidence = SafetensorsFile.open(whole.resolve("evidence.quick.safetensors"))) {
            float[] clean = evidence.floats("clean");
            float[] adversarial = evidence.floats("adversarial");
            long[] correct = evidence.longs("correct");
            long[] candidate = evidence.longs("candidate");
            String[] std = evidence.metadata().get("std").split(",");
            int plane = 32 * 32;
            int changed = 0;
            for (int i = 0; i < clean.length; i++) {
                double change = (adversarial[i] - clean[i]) * Double.parseDouble(std[i / plane % 3]);
                assertThat(Math.abs(change)).isLessThanOrEqualTo(3 / 255.0 + 1e-6);
                changed += change != 0 ? 1 : 0;
            }
            assertThat(changed).isPositive();
            double sum = 0;
            for (long right : correct) {
                sum += right;
            }
            for (JsonNode figure : json(whole, "evaluation.quick.json").get("protocols")) {
                if (figure.get("protocol").asString().equals("best candidate")) {
                    assertThat(sum / correct.length)
                            .isCloseTo(figure.get("estimate").asDouble(), within(1e-12));
                }
            }
            assertThat(evidence.metadata().get("candidates").split("; ")).hasSize(candidates.size());
            for (long number : candidate) {
                assertThat(number).isBetween(0L, candidates.size() - 1L);
            }
        }
    }

    @Test
    void threadsAndStopsChangeNoByte() throws IOException {
        Path stopped = copy("stopped");
        Shell.Outcome first = evaluate(Shell.stoppingAfter(6), stopped, "--threads", "1");
        assertThat(first.code()).isEqualTo(130);
        assertThat(first.err()).contains("the same command goes on from there");
        assertThat(stopped.resolve("evaluation.quick.json")).doesNotExist();
        assertThat(evaluate(Shell.USUAL, stopped, "--threads", "3").err()).contains("of them done before");
        for (String file : List.of(
                "outcomes.quick.bin", "evaluation.quick.json", "evaluation.quick.csv", "evaluation.quick.svg")) {
            assertThat(stopped.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    @Test
    void theGameOfAPoolIsThatOfItsProtocols() throws IOException {
        assertThat(Shell.USUAL
                        .run("game", "--run", whole.toString(), "--protocol", "quick")
                        .code())
                .isZero();
        JsonNode game = json(whole, "game.json");
        JsonNode protocols = json(whole, "evaluation.quick.json").get("protocols");
        for (JsonNode figure : protocols) {
            double estimate = figure.get("estimate").asDouble();
            switch (figure.get("protocol").asString()) {
                case "uniform" ->
                    assertThat(game.get("uniformValue").asDouble()).isCloseTo(estimate, within(1e-12));
                case "best attack precision" ->
                    assertThat(game.get("attackerBestResponse").asDouble()).isCloseTo(estimate, within(1e-12));
                case "best candidate" ->
                    assertThat(game.at("/candidateByImage/uniformValue").asDouble())
                            .isCloseTo(estimate, within(1e-12));
                default -> assertThat(estimate).isNotNegative();
            }
        }
        double value = game.get("value").asDouble();
        assertThat(value)
                .isGreaterThanOrEqualTo(game.get("attackerBestResponse").asDouble() - 1e-12)
                .isGreaterThanOrEqualTo(game.at("/candidateByImage/value").asDouble() - 1e-12)
                .isBetween(
                        game.at("/valueInterval/low").asDouble(),
                        game.at("/valueInterval/high").asDouble());
        assertThat(game.get("front").size()).isPositive();
        assertThat(game.get("weights").asString())
                .isEqualTo(json(whole, "evaluation.quick.json").get("weights").asString());
    }

    /** Two attacks at each precision and one on both, in either ball; and what their files say. */
    @Test
    void attacksAreNamedOneByOne() throws IOException {
        Path run = copy("attacked");
        Shell.Outcome outcome = Shell.USUAL.run(
                "attack",
                "--run",
                run.toString(),
                "--attack",
                "fgsm",
                "--attack",
                "pgd-ce",
                "--attack",
                "fgsm",
                "--images",
                "12");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("FGSM at 4 bit", "PGD-CE-20", "on 12 test images");
        JsonNode candidates = json(run, "attack.json").get("candidates");
        assertThat(candidates.size()).isEqualTo(5);
        double clean = candidates.get(0).get("estimate").asDouble();
        assertThat(candidates.get(1).get("attack").asString()).isEqualTo("FGSM");
        assertThat(candidates.get(1).at("/there/estimate").asDouble())
                .isEqualTo(candidates.get(1).at("/correct/0").asDouble() / 12);
        assertThat(candidates.get(0).has("there")).isFalse();
        assertThat(candidates.get(1).get("estimate").asDouble()).isLessThan(clean);
        WrittenTables.assertAttackTable(run);
        Shell.Outcome other = Shell.USUAL.run(
                "attack", "--run", run.toString(), "--attack", "fgsm", "--ball", "l2", "--eps", "64", "--images", "12");
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(json(run, "attack.json").at("/attackParameters/FGSM.ball").asString())
                .isEqualTo("L2");
        assertThat(json(run, "attack.json").at("/attackParameters/FGSM.epsilon").asString())
                .isEqualTo("64.0");
    }

    /** What is straight through is what it is without the others. An export takes the table along. */
    @Test
    void attacksGoThroughTheNetworkByTheBackwardPassesThatAreNamed() throws IOException {
        Path run = copy("surrogates");
        String[] plain = {"attack", "--run", run.toString(), "--attack", "pgd-ce", "--attack", "arc", "--images", "12"};
        assertThat(Shell.USUAL.run(plain).code()).isZero();
        JsonNode alone = json(run, "attack.json").get("candidates");
        String[] named = Stream.concat(
                        Stream.of(plain),
                        Stream.of("--backward", "unclipped", "--backward", "full", "--backward", "full"))
                .toArray(String[]::new);
        Shell.Outcome outcome = Shell.USUAL.run(named);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("PGD-CE-20 by full backward at 4 bit", " by full backward on the mixture of");
        JsonNode candidates = json(run, "attack.json").get("candidates");
        assertThat(candidates.size()).isEqualTo(1 + 2 * (alone.size() - 1));
        for (int i = 1; i < alone.size(); i++) {
            assertThat(candidates.get(2 * i - 1)).isEqualTo(alone.get(i));
        }
        assertThat(candidates.get(2).get("attack").asString()).isEqualTo("PGD-CE-20 by full backward");
        assertThat(json(run, "attack.json").get("lowest").size()).isEqualTo(3);
        WrittenTables.assertAttackTable(run);
        Path exported = folder.resolve("exported-attacks");
        assertThat(Shell.USUAL
                        .run("export", "--run", run.toString(), "--out", exported.toString())
                        .code())
                .isZero();
        assertThat(exported.resolve("attack.csv")).hasSameBinaryContentAs(run.resolve("attack.csv"));
    }

    @Test
    void flagsAreWrittenWithTheirFigures() throws IOException {
        Path run = copy("audited");
        Shell.Outcome outcome = Shell.USUAL.run("flags", "--run", run.toString(), "--images", "8", "--precisions", "8");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("APGD-CE, to the end against 8 bit", "against the mixture of 8");
        JsonNode audits = json(run, "flags.json").get("audits");
        assertThat(audits.size()).isEqualTo(2);
        assertThat(audits.get(0).get("flags").size()).isEqualTo(12);
        assertThat(audits.get(1).get("flags").size()).isEqualTo(9);
        JsonNode first = audits.get(0).get("flags").get(0);
        assertThat(first.get("flag").asString()).isEqualTo("gradients");
        assertThat(first.get("figures").has("vanished")).isTrue();
        WrittenTables.assertFlagTable(run);
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).code()).isZero();
        assertThat(Shell.USUAL.run("report", "--run", run.toString()).code()).isZero();
        assertThat(run.resolve("report.html")).content().contains(" of 21 signs are raised");
        Path exported = folder.resolve("exported-audit");
        assertThat(Shell.USUAL
                        .run("export", "--run", run.toString(), "--out", exported.toString())
                        .code())
                .isZero();
        assertThat(exported.resolve("flags.csv")).hasSameBinaryContentAs(run.resolve("flags.csv"));
    }

    @Test
    void anExportHasThem() throws IOException {
        Path copy = folder.resolve("exported");
        assertThat(Shell.USUAL
                        .run("export", "--run", whole.toString(), "--out", copy.toString())
                        .code())
                .isZero();
        assertThat(copy.resolve("evaluation.quick.json"))
                .hasSameBinaryContentAs(whole.resolve("evaluation.quick.json"));
    }

    @Test
    void aTableIsSolvedWithoutARun() throws IOException {
        Path table = Files.writeString(folder.resolve("pennies.csv"), ",4,8\n4,0,1\n8,1,0\n");
        Shell.Outcome outcome = Shell.USUAL.run("game", "--matrix", table.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("value of the game", "0.50", "50.0 %");
        JsonNode game = json(folder, "game.json");
        assertThat(game.get("value").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(game.get("bestFixed").asDouble()).isZero();
        assertThat(game.get("defender").get(1).asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(game.get("attacker").get(0).asDouble()).isCloseTo(0.5, within(1e-12));
    }
}
