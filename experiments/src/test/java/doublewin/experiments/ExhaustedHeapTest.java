package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.plan.MemoryNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap that is not surely too small, and is too small: the command ends with a word of it, and what was saved stays. */
class ExhaustedHeapTest {
    private static final Map<String, String> SETTINGS =
            Map.of("trainImages", "80", "batch", "80", "epochs", "1000", "width", "2");
    private static final int ROOM_BYTES = 2 << 20;

    @TempDir
    private Path folder;

    @Test
    void endsTheCommandAndLeavesWhatWasSaved() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        List<String> begin = new ArrayList<>(List.of("--stop-after", "1s"));
        SETTINGS.forEach((name, value) -> begin.addAll(ForkedRun.settings(name + "=" + value)));
        ForkedRun begun = ForkedRun.train(run, List.of(), begin);
        assertThat(begun.exitCode()).as(begun.printed()).isZero();
        byte[] saved = Files.readAllBytes(run.resolve("checkpoint.safetensors"));

        long bytes = MemoryNeed.ofTraining(Recipes.resolve("demo", SETTINGS, 1)).bytes();
        ForkedRun exhausted = ForkedRun.command(
                run, List.of("-Xmx" + (bytes + ROOM_BYTES)), List.of("train", "--resume", "--out", run.toString()));
        assertThat(exhausted.exitCode()).as(exhausted.printed()).isEqualTo(1);
        assertThat(exhausted.printed())
                .contains("doublewin: out of memory: the heap has ", "give more with DOUBLEWIN_HEAP")
                .doesNotContain("\tat ");
        assertThat(run.resolve("checkpoint.safetensors")).hasBinaryContent(saved);
    }
}
