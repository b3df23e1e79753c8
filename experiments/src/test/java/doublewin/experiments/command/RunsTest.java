package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
    private static final List<String> NONE = List.of();

    @TempDir
    private Path folder;

    private String list() {
        Shell.Outcome outcome = Shell.USUAL.run("runs", "--in", folder.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void whereThereAreNoneItSaysSo() {
        assertThat(list()).startsWith(folder + " holds no runs");
        assertThat(Shell.USUAL
                        .run("runs", "--in", folder.resolve("nowhere").toString())
                        .out())
                .contains("nowhere holds no runs");
    }

    @Test
    void eachRunHasALine() throws IOException {
        Shell.USUAL.train(folder.resolve("a-measured"), NONE);
        Shell.USUAL.run("heatmap", "--run", folder.resolve("a-measured").toString());
        Shell.stoppingAfter(4).train(folder.resolve("b-stopped"), NONE);
        Shell.USUAL.train(folder.resolve("c-validated"), List.of("validate=test"));
        Shell.USUAL.run(
                "export",
                "--run",
                folder.resolve("a-measured").toString(),
                "--out",
                folder.resolve("d-copy").toString());
        Shell.USUAL.train(folder.resolve("f-begun"), NONE);
        Shell.stoppingAfter(0).run("heatmap", "--run", folder.resolve("f-begun").toString());
        Files.createDirectory(folder.resolve("no-run"));
        Files.writeString(Files.createDirectory(folder.resolve("e-damaged")).resolve("run.json"), "{}");
        List<String> lines;
        try (RunLock _ = RunLock.take(new RunFolder(folder.resolve("b-stopped"), Disk.FILES))) {
            lines = list().lines().toList();
        }
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).matches("run +recipe +state +training +clean +diagonal +average");
        assertThat(lines.get(1)).matches("a-measured +demo +idle +complete, 2 epochs +[0-9.]+ +[0-9.]+ +[0-9.]+");
        assertThat(lines.get(2)).matches("b-stopped +demo +working +epoch 2 of 2, 66 % +- +- +-");
        assertThat(lines.get(3)).matches("c-validated +demo +idle +complete, 2 epochs +[0-9.]+\\* +[0-9.]+\\* +-");
        assertThat(lines.get(4)).matches("d-copy +demo +idle +exported weights +[0-9.]+ +[0-9.]+ +[0-9.]+");
        assertThat(lines.get(5)).startsWith("e-damaged: ").contains("run.json");
        assertThat(lines.get(6)).matches("f-begun +demo +idle +complete, 2 epochs, map [1-9][0-9]? % +- +- +-");
    }
}
