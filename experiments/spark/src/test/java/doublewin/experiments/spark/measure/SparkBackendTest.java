package doublewin.experiments.spark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.spark.TinyRun;
import doublewin.experiments.spark.cluster.ClusterRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's embedded engine gives the bytes of a single process, for all that is measured, and however it is stopped. */
class SparkBackendTest {
    private static final int IMAGES = 300;

    @TempDir
    private static Path folder;

    private static SparkBackend spark;

    @BeforeAll
    static void train() {
        TinyRun.train(folder.resolve("run"), new LocalBackend(), IMAGES);
        spark = new SparkBackend(() -> new ClusterRequest("local[2]", 1, "1g", Optional.empty(), Map.of()));
    }

    @AfterAll
    static void end() {
        spark.close();
    }

    private static void same(Path one, Path other, List<String> names) throws IOException {
        for (String name : names) {
            assertThat(other.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
        }
    }

    private static Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        TinyRun.copy(folder.resolve("run"), copy);
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "heatmap:outcomes.bin,transfer.csv,transfer.json,heatmap.svg",
                "evaluate:outcomes.bin,evaluation.json",
                "evaluate --protocol quick --images 16 --precisions 4,8:outcomes.quick.bin,evaluation.quick.json",
                "attack --attack fgsm --attack pgd-ce --images 130:outcomes.attack.bin,attack.json,attack.csv"
            })
    void theSameBytes(String line) throws IOException {
        List<String> arguments = List.of(line.substring(0, line.indexOf(':')).split(" "));
        String name = line.replaceAll("[^a-z]", "");
        Path one = copy("one-" + name);
        Path other = copy("other-" + name);
        assertThat(TinyRun.run(new LocalBackend(), () -> false, with(arguments, one))
                        .code())
                .isZero();
        TinyRun.Outcome outcome = TinyRun.run(spark, () -> false, with(arguments, other));
        assertThat(outcome.code()).as(outcome.text()).isZero();
        same(one, other, List.of(line.substring(line.indexOf(':') + 1).split(",")));
    }

    private static String[] with(List<String> arguments, Path run) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(1, List.of("--run", run.toString()));
        return all.toArray(String[]::new);
    }

    @Test
    void aStoppedDriverGoesOnAlsoWithoutSpark() throws IOException {
        Path one = copy("whole");
        Path other = copy("stopped");
        TinyRun.run(new LocalBackend(), () -> false, "heatmap", "--run", one.toString());
        AtomicInteger looks = new AtomicInteger();
        int stops = 0;
        TinyRun.Outcome outcome =
                TinyRun.run(spark, () -> looks.incrementAndGet() > 2, "heatmap", "--run", other.toString());
        while (outcome.code() == 130 && stops++ < 3) {
            assertThat(outcome.text()).contains("saved");
            looks.set(0);
            outcome = TinyRun.run(spark, () -> looks.incrementAndGet() > 2, "heatmap", "--run", other.toString());
        }
        assertThat(stops).as("stops").isPositive();
        outcome = TinyRun.run(new LocalBackend(), () -> false, "heatmap", "--run", other.toString());
        assertThat(outcome.code()).as(outcome.text()).isZero();
        same(one, other, TinyRun.RESULTS);
        assertThat(Files.exists(other.resolve("run.json"))).isTrue();
    }
}
