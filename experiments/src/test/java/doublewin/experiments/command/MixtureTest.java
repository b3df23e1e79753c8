package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mixtures handed to training and to inference. */
class MixtureTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    /** Trained at 8 bit alone, although it could be at 4. */
    private static Path weighted;

    private static Path uniform;

    @BeforeAll
    static void train() {
        weighted = folder.resolve("weighted");
        uniform = folder.resolve("uniform");
        List<String> settings = List.of("precisionWeights=0,1", "evaluationPrecisions=8");
        assertThat(Shell.USUAL.train(weighted, settings).code()).isZero();
        assertThat(Shell.USUAL.train(uniform, List.of()).code()).isZero();
    }

    private static Shell.Outcome evaluate(String... further) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--run", uniform.toString()));
        arguments.addAll(List.of(further));
        return Shell.USUAL.run(arguments.toArray(String[]::new));
    }

    private static JsonNode random() throws IOException {
        return JSON.readTree(Files.readString(uniform.resolve("evaluation.json")))
                .get("randomPrecisionInference");
    }

    @Test
    void trainingDrawsWhatItsWeightsSay() throws IOException {
        List<String> lines = Files.readAllLines(weighted.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(6).allMatch(line -> line.contains("\"precision\":8,"));
        assertThat(Files.readAllLines(uniform.resolve("metrics.jsonl")))
                .anyMatch(line -> line.contains("\"precision\":4,"));
        assertThat(Files.readString(weighted.resolve("run.json"))).contains("\"precisionWeights\" : [ 0.0, 1.0 ]");
        assertThat(Files.readString(uniform.resolve("run.json"))).doesNotContain("precisionWeights");
    }

    @Test
    void aRunGoesOnWithItsOwnWeightsAlone() {
        Shell.Outcome other = Shell.USUAL.train(weighted, List.of("evaluationPrecisions=8"), "--resume");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("precisionWeights is [0.0,1.0], asked for not set");
    }

    @Test
    void inferenceDrawsFromAListOrAGame() throws IOException {
        assertThat(evaluate().code()).isZero();
        byte[] before = Files.readAllBytes(uniform.resolve("evaluation.json"));
        assertThat(random().has("defender")).isFalse();
        assertThat(evaluate("--mixture", "0.5,0.5").code()).isZero();
        assertThat(uniform.resolve("evaluation.json")).hasBinaryContent(before);

        Shell.Outcome list = evaluate("--mixture", "0,1");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("the defender draws 100.0 % 8 bit; the attacker draws uniformly");
        JsonNode evaluation = JSON.readTree(Files.readString(uniform.resolve("evaluation.json")));
        assertThat(random().get("clean").asInt())
                .isEqualTo(evaluation.get("clean").get(1).asInt());
        assertThat(random().get("defender").toString()).isEqualTo("[0.0,1.0]");
        byte[] certain = Files.readAllBytes(uniform.resolve("evaluation.json"));
        Path game = Files.writeString(
                folder.resolve("game.json"),
                "{\"inference\": [\"4\", \"8\"], \"defender\": [1, 0], \"candidateByImage\": {\"defender\": [1, 0]},"
                        + " \"attackedAgain\": {\"defender\": [0, 1]}}");
        assertThat(evaluate("--mixture", game.toString()).code()).isZero();
        assertThat(uniform.resolve("evaluation.json")).hasBinaryContent(certain);
    }

    @Test
    void whatIsNoMixtureIsRefused() throws IOException {
        assertThat(evaluate("--mixture", "0.5,0.2,0.3").err())
                .contains("--mixture: precision mixture: expected 2 weights, one for each of 4,8, found 3");
        assertThat(evaluate("--mixture", "0.5,0.6").err()).contains("expected weights with sum 1, found sum 1.1");
        assertThat(evaluate("--mixture", "nowhere.json").err()).contains("nowhere.json");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"inference\": [\"4\", \"6\"]}");
        assertThat(evaluate("--mixture", other.toString()).err())
                .contains("other.json", "a game of the precisions [4, 8]", "[4, 6]");
        Path empty = Files.writeString(folder.resolve("empty.json"), "{\"inference\": [\"4\", \"8\"]}");
        assertThat(evaluate("--mixture", empty.toString()).err()).contains("the defender's mixture");
        Shell.Outcome early =
                Shell.USUAL.run("game", "--run", weighted.toString(), "--protocol", "quick", "--attack-again");
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.err()).contains("holds no outcomes.quick.bin: nothing was measured yet");
        assertThat(evaluate("--mixture", "0.5,0.5", "--protocol", "quick").err())
                .contains("--mixture is what random precision inference draws from under the paper's protocol");
    }
}
