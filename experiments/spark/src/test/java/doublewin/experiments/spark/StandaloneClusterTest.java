package doublewin.experiments.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doublewin.experiments.evaluate.LocalBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A standing cluster of processes gives the bytes of a single one, whoever of them is killed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterTest {
    private static final int IMAGES = 2000;
    private static final Pattern SOME = Pattern.compile("measuring: [1-9][0-9]*/");

    @TempDir
    private static Path folder;

    private static TestCluster cluster;
    private static String master;
    private static Process first;
    private static Process second;
    private static Process stranger;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "Spark's processes need a system like Unix");
        Path run = folder.resolve("run");
        TinyRun.train(run, new LocalBackend(), IMAGES);
        TinyRun.copy(run, folder.resolve("cluster"));
        for (String name : List.of("stranger", "lonely", "updated", "stillborn")) {
            TinyRun.copy(run, folder.resolve(name));
        }
        assertThat(TinyRun.run(new LocalBackend(), () -> false, "heatmap", "--run", run.toString())
                        .code())
                .isZero();
        cluster = new TestCluster(folder);
        master = cluster.master();
        first = cluster.worker("first", master);
        second = cluster.worker("second", master);
        Path other = cluster.secret("other", "fedcba9876543210fedcba9876543210");
        // Spark gives up after a minute: others are tried meanwhile.
        stranger = cluster.measure("stranger", master, other, folder.resolve("stranger"), "--images", "3");
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void executorsWorkersAndDriversMayDie() throws Exception {
        Path run = folder.resolve("cluster");
        Process driver = cluster.measure("driver", master, run);
        cluster.await(
                "the first outcomes", () -> SOME.matcher(cluster.output(driver)).find());
        cluster.executor(first).destroyForcibly();
        cluster.await("word of the lost executor", () -> cluster.output(driver).contains("is lost"));
        second.destroyForcibly();
        cluster.await("an executor in place of the lost one", () -> joined(driver) > 2);
        driver.destroyForcibly();
        cluster.end(driver);

        Process again = cluster.measure("again", master, run);
        assertThat(cluster.end(again)).as(cluster.output(again)).isZero();
        for (String name : TinyRun.RESULTS) {
            assertThat(run.resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("run").resolve(name));
        }
    }

    private static long joined(Process driver) {
        return cluster.output(driver)
                .lines()
                .filter(line -> line.endsWith("joins"))
                .count();
    }

    /** Last, since Spark gives up after a minute: earlier, the test would wait for that, and nothing be done meanwhile. */
    @Test
    @Order(Integer.MAX_VALUE)
    void anotherSecretIsRefused() throws Exception {
        assertThat(cluster.end(stranger)).as(cluster.output(stranger)).isEqualTo(1);
        assertThat(cluster.output(stranger))
                .contains("its secret may be another one")
                .doesNotContain("\tat ");
    }

    @Test
    void noMasterIsTold() throws Exception {
        Process driver = cluster.measure("lonely", "spark://127.0.0.1:1", folder.resolve("lonely"), "--images", "3");
        assertThat(cluster.end(driver)).isEqualTo(1);
        assertThat(cluster.output(driver)).contains("no master answers at spark://127.0.0.1:1");
    }

    @Test
    void aWorkerWithoutAMasterSaysSo() throws Exception {
        Process worker = cluster.worker("masterless", "spark://127.0.0.1:1");
        assertThat(cluster.end(worker)).as(cluster.output(worker)).isEqualTo(1);
        assertThat(cluster.output(worker))
                .contains("no master answers at spark://127.0.0.1:1")
                .doesNotContain("\tat ");
    }

    @Test
    void anotherProgramOnTheExecutorsIsRefused() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other-program"));
        for (String name : new String[] {"doublewin.jar", "doublewin-spark.jar"}) {
            Files.copy(folder.resolve("own").resolve(name), other.resolve(name));
            Files.write(other.resolve(name), new byte[] {0}, StandardOpenOption.APPEND);
        }
        Process driver = cluster.measure(
                "updated",
                master,
                folder.resolve("updated"),
                "--images",
                "3",
                "--conf",
                "spark.executor.extraClassPath=" + other.resolve("doublewin.jar") + ":"
                        + other.resolve("doublewin-spark.jar"));
        assertThat(cluster.end(driver)).as(cluster.output(driver)).isEqualTo(1);
        assertThat(cluster.output(driver)).contains("runs Double-Win").contains("the driver");
    }

    @Test
    void executorsThatCantStartAreTold() throws Exception {
        Process driver = cluster.measure(
                "stillborn",
                master,
                folder.resolve("stillborn"),
                "--images",
                "3",
                "--conf",
                "spark.executor.extraJavaOptions=-agentlib:none");
        assertThat(cluster.end(driver)).as(cluster.output(driver)).isEqualTo(1);
        assertThat(cluster.output(driver)).contains("executors ended before they could do anything", "stderr");
    }
}
