package doublewin.experiments.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StandingTest {
    @TempDir
    private Path folder;

    /** Master and workers ask as much of others as drivers do, and their pages change nothing. */
    @Test
    void masterAndWorkersArePrivate() throws IOException {
        Standing standing = CommandLine.populateCommand(
                new Standing(),
                "--host",
                "here",
                "--secret-file",
                ClusterTest.secretIn(folder).toString());
        SparkConf conf = standing.conf();
        ClusterTest.assertPrivate(conf);
        assertThat(conf.get("spark.authenticate.secret")).isEqualTo("0123456789abcdef");
        assertThat(conf.get("spark.ui.killEnabled")).isEqualTo("false");
        assertThat(standing.host()).isEqualTo("here");
    }
}
