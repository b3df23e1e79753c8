package doublewin.experiments.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.work.StoppedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ProofsTest {
    private static SequencedMap<String, String> work(int threads, int steps, int batch) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            return ProofWork.run(pool, steps, batch);
        }
    }

    @Test
    void threadsAndBatchesMakeNoDifferenceAndStepsDo() {
        Map<String, String> one = work(1, 2, 16);
        assertThat(one.keySet())
                .contains(
                        "after step 1, conv1.weight",
                        "after step 2, fc.bias",
                        "after step 2, attacked at 16 bit, images",
                        "after step 2, attacked at 4 bit, logits");
        assertThat(Checksums.difference(one, work(3, 2, 7))).isEmpty();
        assertThat(Checksums.difference(one, work(2, 1, 1))).isEmpty();
        assertThat(one.get("after step 1, conv1.weight")).isNotEqualTo(one.get("after step 2, conv1.weight"));
        assertThat(one.get("after step 2, attacked at 4 bit, images"))
                .isNotEqualTo(one.get("after step 2, attacked at 16 bit, images"));
    }

    /** So the first difference is where it arose: every layer in the order of the pass, then the update from the last on. */
    @Test
    void checksumsAreInTheOrderInWhichTheyCameAbout() {
        List<String> layers = List.of(
                "images",
                "conv1",
                "block1.layer.0.conv1",
                "block1.layer.0.conv2",
                "block2.layer.0.conv1",
                "block2.layer.0.convShortcut",
                "block2.layer.0.conv2",
                "block3.layer.0.conv1",
                "block3.layer.0.convShortcut",
                "block3.layer.0.conv2",
                "bn1",
                "fc");
        List<String> keys = List.copyOf(work(1, 1, 16).keySet());
        int next = keys.indexOf("step 1, pass 1, images");
        assertThat(keys.subList(0, next)).allMatch(key -> key.startsWith("tiny network, "));
        // Seven steps of the attack, then that of training.
        for (int pass = 1; pass <= 8; pass++) {
            for (String layer : layers) {
                assertThat(keys.get(next++)).isEqualTo("step 1, pass " + pass + ", " + layer);
            }
        }
        assertThat(keys.subList(next, keys.size()))
                .startsWith("step 1, update of fc.bias", "step 1, update of fc.weight")
                .containsSubsequence(
                        "step 1, update of conv1.weight",
                        "after step 1, conv1.weight",
                        "after step 1, attacked at 4 bit, images");
    }

    @Test
    void theFirstDifferenceIsNamed() {
        Map<String, String> expected = Map.of("a", "1", "b", "2", "c", "3");
        SequencedMap<String, String> found = new LinkedHashMap<>();
        found.put("a", "1");
        assertThat(Checksums.difference(expected, found)).isEmpty();
        found.put("c", "x");
        found.put("b", "y");
        assertThat(Checksums.difference(expected, found)).contains("c: found x, expected 3");
        found.putFirst("d", "4");
        assertThat(Checksums.difference(expected, found)).contains("d: found 4, expected none");
    }

    /** The same work, but for one bit of one value of one layer: that layer is the first in which anything differs. */
    @Test
    void aBitPlantedInALayerIsFoundThere() {
        Checksums expected = new Checksums();
        Checksums found = new Checksums();
        float[] values = {1, -0f, Float.NaN, 3};
        for (String layer : List.of("conv1", "conv2", "fc")) {
            expected.add(layer, List.of(values, values));
            found.add(layer, List.of(values, layer.equals("conv2") ? new float[] {1, 0, Float.NaN, 3} : values));
        }
        assertThat(Checksums.difference(expected.asMap(), found.asMap()).orElseThrow())
                .matches("conv2: found [0-9a-f]{8}, expected [0-9a-f]{8}");
        assertThatThrownBy(() -> found.add("fc", List.of())).hasMessage("checksums: there are two of fc");
    }

    @Test
    void anotherJvmGivesTheSame() throws IOException {
        Condition condition = new Condition("this one", List.of("-XX:MaxVectorSize=16"), 2, 16, 0);
        SequencedMap<String, String> here = work(1, 0, 16);
        assertThat(here.keySet()).contains("tiny network, step 1, pass 2, fc", "tiny network, after step 1, fc.bias");
        assertThat(ProofChild.run(condition, () -> false)).isEqualTo(here);
    }

    @Test
    void aJvmThatFailsIsToldOf() {
        Condition condition = new Condition("no such flag", List.of("-XX:+NoSuchFlag"), 1, 16, 1);
        assertThatThrownBy(() -> ProofChild.run(condition, () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("under \"no such flag\" the JVM ended with exit code 1");
    }

    @Test
    void aRequestToStopEndsTheJvmThatWorks() {
        Condition endless = new Condition("for minutes", List.of("-Xint"), 1, 16, 1000);
        assertThatThrownBy(() -> ProofChild.run(endless, () -> true)).isInstanceOf(StoppedException.class);
        assertThat(ProcessHandle.current().children())
                .filteredOn(child -> child.info().commandLine().orElse("").contains(ProofChild.class.getName()))
                .allSatisfy(child -> assertThat(child.onExit()).succeedsWithin(Duration.ofMinutes(1)));
    }

    /** A collector that the environment names for all JVMs would be a second one beside the condition's. */
    @Test
    void flagsForAllJvmsAreNotForThese() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Serial.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    /** Asks for another collector than its own. */
    static final class Serial {
        public static void main(String[] arguments) throws IOException {
            ProofChild.run(new Condition("serial", List.of("-XX:+UseSerialGC"), 1, 16, 0), () -> false);
        }
    }

    @Test
    void conditionsDifferFromEachOther() {
        assertThat(Condition.all()).doesNotHaveDuplicates().hasSizeGreaterThan(15);
        assertThat(Condition.all()).extracting(Condition::title).doesNotHaveDuplicates();
    }
}
