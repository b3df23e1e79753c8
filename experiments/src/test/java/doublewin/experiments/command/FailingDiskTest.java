package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.io.AtomicFile;
import doublewin.experiments.store.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whichever file cannot be written: exit code 1, one message that says what to do, and nothing that was computed is lost. */
class FailingDiskTest {
    private static final List<String> NONE = List.of();
    private static final List<String> MEASURED =
            List.of("outcomes.bin", "transfer.csv", "transfer.json", "heatmap.svg", "heatmap.png");

    @TempDir
    private static Path folder;

    private static Path whole;

    @BeforeAll
    static void withoutTrouble() {
        whole = folder.resolve("whole");
        assertThat(Shell.USUAL.train(whole, NONE).code()).isZero();
        assertThat(Shell.USUAL.run("heatmap", "--run", whole.toString()).code()).isZero();
        assertThat(Shell.USUAL
                        .run(
                                "evaluate",
                                "--protocol",
                                "quick",
                                "--images",
                                "4",
                                "--precisions",
                                "4,8",
                                "--run",
                                whole.toString())
                        .code())
                .isZero();
    }

    /** A disk that is full from the n-th file on, the first being 0. */
    private static final class FullFrom implements Disk {
        private final int first;
        private int files;

        FullFrom(int first) {
            this.first = first;
        }

        @Override
        public void replace(Path file, AtomicFile.Content content) throws IOException {
            if (files++ >= first) {
                throw new IOException("cannot write " + file + ": No space left on device");
            }
            Disk.FILES.replace(file, content);
        }
    }

    private static String problem(Shell.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).doesNotContain("Exception", "\tat ", "an error in the program");
        return outcome.err()
                .lines()
                .filter(line -> line.startsWith("doublewin: "))
                .reduce((one, other) -> {
                    throw new AssertionError("two problems: " + one + other);
                })
                .orElseThrow();
    }

    private static void assertSameBytes(Path run, List<String> files) {
        for (String file : files) {
            assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    @Test
    void trainingGoesOnFromWhateverWasSavedBefore() {
        int failures = 0;
        for (int first = 0; ; first++) {
            Path run = folder.resolve("train-" + first);
            Shell.Outcome outcome = Shell.on(new FullFrom(first)).train(run, NONE);
            if (outcome.code() == ExitCode.OK) {
                break;
            }
            failures++;
            assertThat(problem(outcome)).contains("cannot write " + run, "No space left on device");
            String[] again = Files.exists(run.resolve("run.json")) ? new String[] {"--resume"} : new String[0];
            assertThat(Shell.USUAL.train(run, NONE, again).code()).isZero();
            assertSameBytes(run, List.of("checkpoint.safetensors", "metrics.jsonl", "run.json"));
        }
        // Settings, provenance, and a checkpoint an epoch.
        assertThat(failures).isGreaterThanOrEqualTo(4);
    }

    /**
     * A command that measures.
     *
     * @param line its words, but for the run
     * @param given files that it finds beside those of training
     * @param written what it writes of its own, in this order
     */
    private record Measuring(List<String> line, List<String> given, List<String> written) {
        Shell.Outcome on(Disk disk, Path run) throws IOException {
            copyOfTraining(run);
            for (String file : given) {
                Files.copy(whole.resolve(file), run.resolve(file));
            }
            List<String> words = new ArrayList<>(line);
            words.addAll(List.of("--run", run.toString()));
            return Shell.on(disk).run(words.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return String.join(" ", line);
        }
    }

    private static List<Measuring> measuring() {
        List<String> matrices =
                List.of("gradient-cosine", "gradient-signs", "perturbation-cosine", "perturbation-signs", "segments");
        List<String> gradients = new ArrayList<>(List.of("gradients.json"));
        matrices.forEach(name -> gradients.addAll(List.of(name + ".csv", name + ".svg")));
        return List.of(
                new Measuring(List.of("heatmap"), NONE, MEASURED),
                new Measuring(List.of("evaluate"), NONE, List.of("outcomes.bin", "evaluation.json")),
                new Measuring(
                        List.of("attack", "--attack", "fgsm"),
                        NONE,
                        List.of("outcomes.attack.bin", "attack.json", "attack.csv")),
                new Measuring(List.of("gradients", "--images", "40"), NONE, gradients),
                new Measuring(
                        List.of("game", "--protocol", "quick", "--attack-again"),
                        List.of("outcomes.quick.bin"),
                        List.of("outcomes.game.bin", "game.json", "game.svg")));
    }

    /** The folder is tried before anything is computed; later what was found is shown, and its files are told of. */
    @ParameterizedTest
    @MethodSource("measuring")
    void whatWasFoundIsShownWhereverItsFilesAre(Measuring command) throws IOException {
        String name = command.line().getFirst();
        Path good = folder.resolve(name + "-good");
        Shell.Outcome expected = command.on(Disk.FILES, good);
        assertThat(expected.code()).as(expected.err()).isZero();
        List<Integer> rescued = new ArrayList<>();
        for (int first = 0; ; first++) {
            Path run = folder.resolve(name + "-" + first);
            Shell.Outcome outcome = command.on(new FullFrom(first), run);
            if (outcome.code() == ExitCode.OK) {
                break;
            }
            String problem = problem(outcome);
            assertThat(problem).contains("cannot write " + run, "No space left on device");
            if (first == 0) {
                assertThat(outcome.out()).isEmpty();
                assertThat(outcome.err()).doesNotContain("measuring");
                continue;
            }
            assertThat(outcome.out()).isEqualTo(expected.out().replace(good.toString(), run.toString()));
            List<Path> copies = copies(problem);
            rescued.add(copies.size());
            for (Path copy : copies) {
                assertThat(outcome.err()).contains("it is in " + copy + " for now");
                Files.move(copy, run.resolve(copy.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.delete(copies.getFirst().getParent());
            for (String file : command.written()) {
                assertThat(run.resolve(file)).hasSameBinaryContentAs(good.resolve(file));
            }
        }
        // Fewer and fewer are rescued the later the disk fills; outcomes may be saved more than once.
        List<Integer> counts =
                IntStream.rangeClosed(1, command.written().size()).boxed().toList();
        assertThat(rescued).containsAll(counts).isSortedAccordingTo((one, other) -> other - one);
    }

    private static List<Path> copies(String problem) {
        Matcher copies = Pattern.compile("results are in ([^;]*);").matcher(problem);
        assertThat(copies.find()).as(problem).isTrue();
        return Arrays.stream(copies.group(1).split(", ")).map(Path::of).toList();
    }

    private static void copyOfTraining(Path run) throws IOException {
        Files.createDirectory(run);
        for (String file : List.of("run.json", "checkpoint.safetensors", "provenance.json")) {
            Files.copy(whole.resolve(file), run.resolve(file));
        }
    }

    /** Who is stopped is not told that the same command goes on from what is elsewhere. */
    @Test
    void aStopTellsWhereTheOutcomesAre() throws IOException {
        Path run = folder.resolve("stopped");
        copyOfTraining(run);
        Shell.Outcome outcome =
                new Shell(new FullFrom(1), () -> true, Map.of(), () -> 0L).run("heatmap", "--run", run.toString());
        List<Path> copies = copies(problem(outcome));
        assertThat(copies).singleElement().asString().endsWith("outcomes.bin");
        Files.move(copies.getFirst(), run.resolve("outcomes.bin"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(copies.getFirst().getParent());
        assertThat(Shell.USUAL.run("heatmap", "--run", run.toString()).err()).contains("done before");
        assertSameBytes(run, MEASURED);
    }

    @Test
    void aNewRunIsRefusedWhereTheDiskSurelyHasNoRoom() {
        Disk small = new Disk() {
            @Override
            public void replace(Path file, AtomicFile.Content content) throws IOException {
                Disk.FILES.replace(file, content);
            }

            @Override
            public long usableBytes(Path where) {
                return 1000;
            }
        };
        Path run = folder.resolve("small");
        assertThat(problem(Shell.on(small).train(run, NONE)))
                .contains("checkpoints of this training need", "found 0 MiB", "--out");
        assertThat(run.resolve("run.json")).doesNotExist();
    }
}
