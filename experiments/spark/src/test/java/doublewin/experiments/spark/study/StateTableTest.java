package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.spark.TinyRun;
import doublewin.experiments.store.Disk;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far runs are is read from their folders. */
class StateTableTest {
    private static final List<StudyRun> RUNS = Stream.of("none", "training", "mapping", "mapped", "torn")
            .map(name -> new StudyRun(name, 1, Recipes.resolve("demo", Map.of(), 1)))
            .toList();

    private static final String NUMBERS = "( +[0-9]+\\.[0-9]){3}";
    private static final String NOTHING = "( +-){3}";

    @TempDir
    private static Path folder;

    private static StudyFolder study;

    @BeforeAll
    static void work() throws IOException {
        study = new StudyFolder(folder, Disk.FILES);
        train("training-seed1", stoppingAfter(4));
        train("mapping-seed1", () -> false);
        TinyRun.copy(folder.resolve("mapping-seed1"), folder.resolve("mapped-seed1"));
        map("mapping-seed1", stoppingAfter(0));
        map("mapped-seed1", () -> false);
        Files.writeString(Files.createDirectory(folder.resolve("torn-seed1")).resolve("run.json"), "{");
    }

    private static BooleanSupplier stoppingAfter(int checks) {
        AtomicInteger left = new AtomicInteger(checks);
        return () -> left.getAndDecrement() <= 0;
    }

    private static void train(String run, BooleanSupplier stop) {
        List<String> line = new ArrayList<>(List.of(
                "train", "--recipe", "demo", "--out", folder.resolve(run).toString()));
        for (String setting : List.of(
                "trainImages=20",
                "batch=8",
                "epochs=2",
                "testImages=5",
                "trainPrecisions=4,8",
                "evaluationPrecisions=4,8",
                "attackSteps=2")) {
            line.addAll(List.of("--set", setting));
        }
        TinyRun.run(new LocalBackend(), stop, line.toArray(String[]::new));
    }

    private static void map(String run, BooleanSupplier stop) {
        TinyRun.run(
                new LocalBackend(),
                stop,
                "heatmap",
                "--run",
                folder.resolve(run).toString());
    }

    private static List<String> lines(Map<String, RunEnd> ends) {
        return new StateTable(study, RUNS).text(ends).lines().toList();
    }

    private static void assertLines(List<String> lines, String... runs) {
        assertThat(lines).hasSize(1 + runs.length);
        assertThat(lines.getFirst()).matches("run +state +training +clean +diagonal +average");
        for (int i = 0; i < runs.length; i++) {
            assertThat(lines.get(1 + i)).matches(runs[i]);
        }
    }

    @Test
    void whereNobodyWorksRunsWait() {
        assertLines(
                lines(Map.of()),
                "none-seed1 +waiting +-" + NOTHING,
                "training-seed1 +waiting +epoch 2 of 2, 66 %" + NOTHING,
                "mapping-seed1 +waiting +complete, 2 epochs, map 33 %" + NOTHING,
                "mapped-seed1 +waiting +complete, 2 epochs" + NUMBERS,
                "torn-seed1 +being written +-" + NOTHING);
    }

    @Test
    void whoHasARunTrainsOrMeasuresIt() throws IOException {
        try (RunLock _ = RunLock.take(study.folder(RUNS.get(1)));
                RunLock _ = RunLock.take(study.folder(RUNS.get(2)))) {
            assertLines(
                    lines(Map.of()),
                    "none-seed1 +waiting +-" + NOTHING,
                    "training-seed1 +training +epoch 2 of 2, 66 %" + NOTHING,
                    "mapping-seed1 +measuring +complete, 2 epochs, map 33 %" + NOTHING,
                    "mapped-seed1 +waiting +complete, 2 epochs" + NUMBERS,
                    "torn-seed1 +being written +-" + NOTHING);
        }
    }

    @Test
    void whatEndedIsDoneOrFailedWhateverItsFolderTells() throws IOException {
        try (RunLock _ = RunLock.take(study.folder(RUNS.get(1)))) {
            assertLines(
                    lines(Map.of(
                            "training-seed1", new RunEnd.Failed("training-seed1", "no memory"),
                            "mapped-seed1", new RunEnd.Done("mapped-seed1"),
                            "torn-seed1", new RunEnd.Failed("torn-seed1", "torn"))),
                    "none-seed1 +waiting +-" + NOTHING,
                    "training-seed1 +failed +epoch 2 of 2, 66 %" + NOTHING,
                    "mapping-seed1 +waiting +complete, 2 epochs, map 33 %" + NOTHING,
                    "mapped-seed1 +done +complete, 2 epochs" + NUMBERS,
                    "torn-seed1 +failed +-" + NOTHING);
        }
    }
}
