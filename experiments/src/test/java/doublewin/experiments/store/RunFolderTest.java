package doublewin.experiments.store;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path folder;

    /** As some editors leave it. */
    @Test
    void settingsMayBeginWithAByteOrderMark() throws IOException {
        RunFolder run = new RunFolder(folder, Disk.FILES);
        Settings settings = Recipes.resolve("demo", Map.of("epochs", "2"), 5);
        run.create(settings);
        Path file = run.file(Part.CONFIGURATION);
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        assertThat(run.settings()).isEqualTo(settings);
    }
}
