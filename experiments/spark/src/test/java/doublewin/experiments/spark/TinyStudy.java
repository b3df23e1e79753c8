package doublewin.experiments.spark;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.evaluate.LocalBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A study whose runs take seconds.
 *
 * @param recipes of it
 * @param seeds of it
 * @param epochs of each run
 */
public record TinyStudy(List<String> recipes, List<Integer> seeds, int epochs) {
    private static final List<String> FILES = List.of(
            "run.json",
            "checkpoint.safetensors",
            "metrics.jsonl",
            "outcomes.bin",
            "transfer.csv",
            "transfer.json",
            "heatmap.svg");

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", "embedded");
        settings.put("trainImages", "160");
        settings.put("testImages", "20");
        settings.put("batch", "16");
        settings.put("epochs", Integer.toString(epochs));
        settings.put("evaluationPrecisions", "4,8");
        settings.put("attackSteps", "2");
        return settings;
    }

    /** Writes the study's file. */
    public Path write(Path file) throws IOException {
        Map<String, Object> tree = Map.of(
                "recipes",
                recipes,
                "seeds",
                seeds,
                "settings",
                Map.of("tiny", JsonMapper.shared().readTree(json())));
        return Files.writeString(file, JsonMapper.shared().writeValueAsString(tree));
    }

    private String json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        settings().forEach((key, value) -> tree.put(key, value.matches("[0-9]+") ? Integer.valueOf(value) : value));
        return JsonMapper.shared().writeValueAsString(tree);
    }

    /** The names of the runs. */
    public List<String> runs() {
        List<String> runs = new ArrayList<>();
        recipes.forEach(recipe -> seeds.forEach(seed -> runs.add(recipe + "-tiny-seed" + seed)));
        return runs;
    }

    /** Trains and maps each run by the commands of one process. */
    public void alone(Path folder) {
        for (String recipe : recipes) {
            for (int seed : seeds) {
                Path run = folder.resolve(recipe + "-tiny-seed" + seed);
                List<String> train = new ArrayList<>(List.of(
                        "train", "--recipe", recipe, "--seed", Integer.toString(seed), "--out", run.toString()));
                settings().forEach((key, value) -> train.addAll(List.of("--set", key + "=" + value)));
                succeed(train);
                succeed(List.of("heatmap", "--run", run.toString()));
            }
        }
    }

    private static void succeed(List<String> line) {
        TinyRun.Outcome outcome = TinyRun.run(new LocalBackend(), () -> false, line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.text()).isZero();
    }

    /** Fails where a run's files differ in two folders. */
    public void assertSame(Path one, Path other) {
        for (String run : runs()) {
            for (String name : FILES) {
                assertThat(other.resolve(run).resolve(name))
                        .hasSameBinaryContentAs(one.resolve(run).resolve(name));
            }
        }
    }
}
