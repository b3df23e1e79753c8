package doublewin.experiments.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver joins a private cluster only as a member of it, and asks for what its tasks use. */
class ClusterTest {
    private static final String SECRET = "0123456789abcdef";

    /** By Spark's names: who takes part proves it, and what is sent and stored is encrypted. */
    private static final Map<String, String> PRIVATE = Map.of(
            "spark.authenticate", "true",
            "spark.network.crypto.enabled", "true",
            "spark.network.crypto.cipher", "AES/GCM/NoPadding",
            "spark.network.crypto.authEngineVersion", "2",
            "spark.io.encryption.enabled", "true");

    @TempDir
    private Path folder;

    static void assertPrivate(SparkConf conf) {
        PRIVATE.forEach((key, value) -> assertThat(conf.get(key, "")).as(key).isEqualTo(value));
    }

    /** A file with a secret that nobody else may read. */
    static Path secretIn(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static ClusterRequest request(String master, Optional<Path> secret, Map<String, String> properties) {
        return new ClusterRequest(master, 3, "1g", secret, properties);
    }

    private static SparkConf conf(String master, Optional<Path> secret) throws IOException {
        return Cluster.conf(request(master, secret, Map.of()), 8);
    }

    @Test
    void everybodyProvesToKnowTheSecretAndNothingIsReadable() throws IOException {
        SparkConf conf = conf("spark://host:7077", Optional.of(secretIn(folder)));
        assertPrivate(conf);
        assertThat(conf.get("spark.authenticate.secret")).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://host:443"})
    void othersMakeTheSecretThemselves(String master) throws IOException {
        SparkConf conf = conf(master, Optional.empty());
        assertPrivate(conf);
        assertThat(conf.contains("spark.authenticate.secret")).isFalse();
    }

    @Test
    void aMasterWithoutASecretIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> conf("spark://host:7077", Optional.empty()))
                .withMessageContaining("spark://host:7077")
                .withMessageContaining("--secret-file");
    }

    /** Two tasks at once in an executor would share its processors and its one workbench. */
    @Test
    void aTaskTakesAllOfItsExecutor() throws IOException {
        SparkConf far = conf("spark://host:7077", Optional.of(secretIn(folder)));
        assertThat(far.get("spark.executor.cores")).isEqualTo("3");
        assertThat(far.get("spark.task.cpus")).isEqualTo("3");
        assertThat(conf("local[5]", Optional.empty()).get("spark.task.cpus")).isEqualTo("5");
    }

    @Test
    void whatTheUserSetsWins() throws IOException {
        SparkConf conf = Cluster.conf(
                request("local[5]", Optional.empty(), Map.of("spark.task.cpus", "1", "spark.driver.host", "h")), 8);
        assertThat(conf.get("spark.task.cpus")).isEqualTo("1");
        assertThat(conf.get("spark.driver.host")).isEqualTo("h");
        assertThat(conf.get("spark.task.maxFailures")).isEqualTo("8");
    }

    /** Spark's archives that the build downloads, with which tests run, know neither of them. */
    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://127.0.0.1:1"})
    void aMasterWithoutArchivesIsToldSo(String master) {
        assertThatIOException()
                .isThrownBy(() -> Cluster.join(request(master, Optional.empty(), Map.of()), "test", 1)
                        .close())
                .withMessageContaining("no archives for a master " + master)
                .withMessageContaining("SPARK_HOME")
                .withMessageNotContaining("secret");
    }
}
