package doublewin.experiments.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study on a standing cluster ends in the bytes of {@code train} and {@code heatmap}, whoever of it is killed. */
class StudyClusterTest {
    private static final TinyStudy STUDY = new TinyStudy(List.of("demo", "cifar10-quick-vanilla"), List.of(1, 2), 12);

    @TempDir
    private static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "Spark's processes need a system like Unix");
        cluster = new TestCluster(folder);
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void executorsWorkersAndDriversMayDie() throws Exception {
        Path file = STUDY.write(folder.resolve("study.json"));
        Path out = folder.resolve("study");
        String master = cluster.master();
        Process first = cluster.worker("first", master);
        Process second = cluster.worker("second", master);
        Process driver = cluster.study("driver", master, file, out);
        cluster.await("a checkpoint of two runs", () -> checkpoints(out) > 1);
        cluster.executor(first).destroyForcibly();
        cluster.await("word of the lost executor", () -> cluster.output(driver).contains("is lost"));
        second.destroyForcibly();
        cluster.await("a checkpoint of a third run", () -> checkpoints(out) > 2);
        driver.destroyForcibly();
        cluster.end(driver);

        Process again = cluster.study("again", master, file, out);
        assertThat(cluster.end(again)).as(cluster.output(again)).isZero();
        assertThat(cluster.output(again)).contains("demo-tiny less cifar10-quick-vanilla-tiny");
        STUDY.alone(folder.resolve("alone"));
        STUDY.assertSame(folder.resolve("alone"), out);
        assertThat(STUDY.runs()).as("runs that were gone on with").anyMatch(run -> trainings(out.resolve(run)) > 1);
    }

    private static int trainings(Path run) {
        try {
            String provenance = Files.readString(run.resolve("provenance.json"));
            return provenance.split("\"command\" : \"train\"", -1).length - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long checkpoints(Path out) {
        return STUDY.runs().stream()
                .filter(run -> Files.exists(out.resolve(run).resolve("checkpoint.safetensors")))
                .count();
    }
}
