package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run belongs to the process that trains it, until that ends, even if by being killed. */
class RunLockTest {
    @TempDir
    private Path folder;

    @Test
    void aProcessHasItsRunUntilItEnds() throws IOException, InterruptedException {
        RunFolder run = new RunFolder(folder.resolve("run"), Disk.FILES);
        List<String> settings = ForkedRun.settings("trainImages=240", "batch=8", "epochs=1000");
        ForkedRun training = ForkedRun.train(run.path(), List.of(), settings);
        try {
            training.awaitLines(run.file(RunFolder.Part.METRICS), 1);
            assertThat(training.process().isAlive()).as(training.printed()).isTrue();
            assertThatThrownBy(() -> RunLock.take(run))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("another process works on this run: " + run.path() + " (process "
                            + training.process().pid() + " on host ");
        } finally {
            training.process().destroyForcibly().waitFor();
        }
        RunLock.take(run).close();
        assertThat(run.path().resolve(".lock")).as("nobody has it").isEmptyFile();
    }
}
