package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.spark.cluster.Report;
import doublewin.experiments.store.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class RunWorkTest {
    @TempDir
    private Path folder;

    /** A task looks for the driver's sign before it does anything: what it would train otherwise nobody would find. */
    @Test
    void aTaskInAnotherFolderThanTheDriversIsRefused() throws IOException {
        StudyFolder study = new StudyFolder(folder, Disk.FILES);
        study.sign();
        StudyRun run = new StudyRun("demo", 1, Recipes.resolve("demo", Map.of(), 1));
        RunOrder order = RunOrder.of(run, study, folder, false);
        Report<RunEnd> report = new RunWork("another sign", 1, "x")
                .apply(CollectionConverters.asScala(List.of(order).iterator()));
        assertThat(report)
                .isInstanceOfSatisfying(
                        Report.Refused.class,
                        refused -> assertThat(refused.reason()).contains(folder.toString(), "--out"));
        assertThat(folder.resolve(run.name())).doesNotExist();
    }
}
