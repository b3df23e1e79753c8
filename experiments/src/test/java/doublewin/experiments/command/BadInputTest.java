package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.experiments.store.Disk;
import doublewin.experiments.store.FullDisk;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunLock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong: one message, the right exit code, no stack trace, and nothing that existed is damaged. */
class BadInputTest {
    private static final List<String> NONE = List.of();
    private static final int CIFAR_FILE_BYTES = 10_000 * 3073;

    @TempDir
    private static Path folder;

    /** A run that is trained; tests that need it damaged take a copy. */
    private static Path run;

    @BeforeAll
    static void train() {
        run = folder.resolve("run");
        assertThat(Shell.USUAL.train(run, List.of("epochs=1")).code()).isZero();
    }

    private Path copyOfRun(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    private static void assertProblem(Shell.Outcome outcome, int code, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).doesNotContain("Exception", "\tat ", "an error in the program");
        assertThat(outcome.err().lines().filter(line -> line.startsWith("doublewin: ")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(parts));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| expected a command, found none",
                "bake | bake",
                "train | expected --recipe with one of demo, cifar10-quick",
                "train --resume | --resume without --recipe: name the run's folder by --out",
                "train --resume --out x --set epochs=2 | --set and --seed change a recipe",
                "train --recipe demo --save-every soon | --save-every: expected a time such as 90s, 10m or 2h30m, found 'soon'",
                "train --recipe demo --set steps=3 | setting steps has no effect",
                "train --recipe cake | there is no recipe 'cake'; the recipes are demo, cifar10-quick",
                "train --recipe demo --fast | Unknown option: '--fast'",
                "evaluate --run x --protocol fast | --protocol: expected paper, quick, standard or full, found \"fast\"",
                "evaluate --run x --evidence | --evidence keeps images of a stronger protocol; name it by --protocol",
                "attack --run x | --attack",
                "attack --run x --attack boxing | --attack: expected one of fgsm, pgd-ce",
                "attack --run x --attack square --ball l2 | --attack: square knows no l2 ball",
                "attack --run x --attack cw-l2 | --attack: cw-l2 knows no linf ball",
                "attack --run x --attack fgsm --ball l1 | --ball: expected linf or l2, found \"l1\"",
                "attack --run x --attack fgsm --backward none | --backward: expected unclipped, clipped, full or full-own,",
                "attack --run x --attack fgsm --attack square --backward full | --backward: square asks for answers alone",
                "attack --run x --attack bandits-dwq-published --backward full | --backward: bandits-dwq-published asks for answers",
                "game | --run",
                "game --run x --matrix y | mutually exclusive",
                "game --matrix y --protocol quick | --protocol chooses outcomes of a run; leave it out beside --matrix",
                "game --run x --attack-again | --attack-again attacks a run's network as a stronger protocol does",
                "game --matrix y --attack-again --protocol quick | name both by --run and --protocol",
                "train --recipe demo --seed -1 | --seed: expected 0 or more, found -1",
                "train --recipe demo --seed one | --seed",
                "train --recipe demo --threads 0 | --threads: expected 1 to 1024, found 0",
                "train --recipe demo --set depth | KEY=VALUE",
                "train --recipe demo --set depth=12 | setting depth: expected 6n + 4, at least 10, found 12",
                "train --recipe demo --set batch=0 | setting batch: expected 1 to 10000, found 0",
                "train --recipe demo --set batch= | setting batch: expected a number",
                "train --recipe demo --set epochs=99999999999 | setting epochs",
                "train --recipe demo --set colour=red | there is no setting 'colour'",
                "train --recipe demo --set learningRate=NaN | setting learningRate",
                "train --recipe demo --set evaluationPrecisions=2..16 | some of 4..16",
                "train --recipe demo --stop-after 10 | --stop-after: expected a time such as 90s, 10m or 2h30m, found '10'",
                "train --recipe demo --set validateEvery=2 | setting validateEvery has no effect",
                "train --recipe demo --set validate=often | setting validate: expected one of off, held-out, test",
                "train --recipe demo --set validate=held-out --set trainImages=1000 | setting trainImages: expected more than",
                "plan | Missing required option: '--recipe",
                "plan --recipe demo --machines 0 | --machines: expected 1 to 100000, found 0",
                "report | Missing required option: '--run",
                "export --run x | Missing required option: '--out",
                "heatmap | expected --run with the folder of a trained run, or --model",
                "gradients | expected --run with the folder of a trained run, or --model",
                "heatmap --run x --images 0 | --images: expected 1 to 2147483647, found 0",
                "heatmap --run x --images many | --images",
                "demo --seed 3 | Unknown option",
                "info extra | extra",
            })
    void theCommandLineIsWrong(String line, String message) {
        String[] arguments = line == null ? new String[0] : line.split(" ");
        assertProblem(Shell.USUAL.run(arguments), 2, message);
    }

    @Test
    void aTildeIsTheHomeFolder() {
        String home = System.getProperty("user.home");
        assertProblem(Shell.USUAL.run("heatmap", "--run=~/no/such/run"), 1, home + "/no/such/run holds no run");
        assertProblem(Shell.USUAL.run("heatmap", "--run=~other"), 1, "~other holds no run");
    }

    @Test
    void aGameOfThreeImages() throws IOException {
        Path copy = copyOfRun("three-images");
        assertThat(Shell.USUAL
                        .run("heatmap", "--run", copy.toString(), "--images", "3")
                        .code())
                .isZero();
        assertProblem(
                Shell.USUAL.run("game", "--run", copy.toString()),
                1,
                copy.resolve("outcomes.bin") + " is of 3 images, expected at least 4");
        assertThat(copy.resolve("game.json")).doesNotExist();
    }

    @Test
    void dataAreMissing() {
        Path out = folder.resolve("no-data");
        String nowhere = folder.resolve("nowhere").toString();
        assertProblem(
                Shell.USUAL.run("train", "--recipe", "cifar10-quick", "--data", nowhere, "--out", out.toString()),
                1,
                nowhere + " does not exist");
        assertProblem(
                Shell.with(Map.of("DOUBLEWIN_DATA", nowhere))
                        .run("train", "--recipe", "cifar10-quick", "--out", out.toString()),
                1,
                nowhere + " does not exist");
        assertThat(out).doesNotExist();
    }

    @Test
    void dataAreTruncated() throws IOException {
        Path data = Files.createDirectory(folder.resolve("truncated"));
        Files.write(data.resolve("data_batch_1.bin"), new byte[3073 * 4 + 5]);
        for (String command : List.of("train --recipe cifar10-quick --out " + folder.resolve("of-truncated"), "data")) {
            String[] arguments = (command + " --data " + data).split(" ");
            assertProblem(Shell.USUAL.run(arguments), 1, "data_batch_1.bin has 12297 bytes", "expected 30730000");
        }
    }

    @Test
    void theEmbeddedSetComesFromNoFile() {
        Map<String, byte[]> before = Shell.contents(run);
        for (String command : List.of("heatmap", "evaluate")) {
            Shell.Outcome outcome = Shell.USUAL.run(command, "--run", run.toString(), "--data", "somewhere");
            assertProblem(outcome, 2, "--data: the settings ask for the embedded set, which comes from no file");
        }
        assertThat(Shell.contents(run)).containsExactlyEntriesOf(before);
        Path out = folder.resolve("embedded-from-a-file");
        assertProblem(Shell.USUAL.train(out, NONE, "--data", "somewhere"), 2, "--data: the settings ask for");
        assertThat(out).doesNotExist();
    }

    @Test
    void anEmptyPathOfDataNamesNone() {
        String nowhere = folder.resolve("nowhere").toString();
        String out = folder.resolve("empty-data").toString();
        assertProblem(
                Shell.with(Map.of("DOUBLEWIN_DATA", nowhere))
                        .run("train", "--recipe", "cifar10-quick", "--data", "", "--out", out),
                1,
                nowhere + " does not exist");
    }

    @Test
    void aFolderNamedLikeTheEmbeddedSetIsNotTakenForIt() {
        Path out = folder.resolve("not-embedded");
        String[] line = ("train --recipe cifar10-quick --data embedded --out " + out).split(" ");
        assertProblem(Shell.USUAL.run(line), 1, "embedded does not exist; expected a folder or .tar.gz of CIFAR-10");
        assertThat(out).doesNotExist();
    }

    @Test
    void aLabelIsWrong() throws IOException {
        Path data = Files.createDirectory(folder.resolve("mislabelled"));
        for (String name :
                List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")) {
            try (RandomAccessFile file =
                    new RandomAccessFile(data.resolve(name + ".bin").toFile(), "rw")) {
                file.setLength(CIFAR_FILE_BYTES);
                file.seek(3073 * 2);
                file.write(name.equals("data_batch_1") ? 10 : 9);
            }
        }
        assertProblem(
                Shell.USUAL.run("data", "--data", data.toString()),
                1,
                "data_batch_1.bin, record 2 (counted from 0): label 10, expected 0 to 9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"depth\" : 10 | \"depth\" : 16 | a checkpoint with depth 16, found depth '10'",
                "\"width\" : 1 | \"width\" : 2 | a checkpoint with width 2, found width '1'",
                "\"wrn\" | \"preactresnet18\" | a checkpoint with network preactresnet18, found network 'wrn'",
                "\"winograd\" | \"direct\" | a checkpoint with numerics direct, found numerics 'winograd'",
                "\"switchable\" | \"ordinary\" | a checkpoint with norm ordinary, found norm 'switchable'",
                "\"trainPrecisions\" : \"4,8 | \"trainPrecisions\" : \"4,6,8 | precisions 4,6,8, found precisions"
                        + " '4,8'",
                "\"trainPrecisions\" : \"4,8 | \"trainPrecisions\" : \"4..8 | precisions 4..8, found precisions '4,8'",
            })
    void theCheckpointIsOfAnotherNetwork(String own, String other, String message) throws IOException {
        Path copy = copyOfRun("other-" + message.hashCode());
        Path settings = copy.resolve("run.json");
        String text = Files.readString(settings);
        assertThat(text).contains(own);
        Files.writeString(settings, text.replace(own, other));
        Path checkpoint = copy.resolve("checkpoint.safetensors");
        assertProblem(Shell.USUAL.run("heatmap", "--run", copy.toString()), 1, checkpoint + ": expected", message);
    }

    @ParameterizedTest
    @CsvSource({"0, is truncated", "100, is truncated", "300000, is truncated"})
    void theCheckpointIsTruncated(int bytes) throws IOException {
        Path copy = copyOfRun("truncated-" + bytes);
        Path checkpoint = copy.resolve("checkpoint.safetensors");
        Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), bytes));
        assertProblem(Shell.USUAL.run("evaluate", "--run", copy.toString()), 1, checkpoint + ": expected");
        assertProblem(Shell.USUAL.train(copy, List.of("epochs=1"), "--resume"), 1, checkpoint + ": expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--eps 300 | 2 | setting attackEpsilon: expected 0 to 255, found 300",
                "--eps Infinity | 2 | setting attackEpsilon: expected 0 to 255, found Infinity",
                "--eps 1e300 | 2 | setting attackEpsilon: expected 0 to 255, found 1.0E300",
                "--eps NaN | 2 | setting attackEpsilon: expected 0 to 255, found NaN",
                "--precisions 4,x | 2 | setting evaluationPrecisions: precision set: \"4,x\" holds \"x\"",
                "--precisions 4..6 | 2 | setting evaluationPrecisions: expected some of 4,8, as switchable batch norm is",
                "--images 800000 | 1 | 800000 images of the embedded set asked for, at most 699050 fit the memory",
            })
    void theProtocolCantBe(String options, int code, String message) {
        Map<String, byte[]> before = Shell.contents(run);
        String[] line = ("heatmap --run " + run + " " + options).split(" ");
        assertProblem(Shell.USUAL.run(line), code, message);
        assertThat(Shell.contents(run)).containsExactlyEntriesOf(before);
    }

    /** Any byte of the outcomes, and any cut, is noticed; nothing is measured over what cannot be read. */
    @Test
    void theOutcomesAreDamaged() throws IOException {
        Path copy = copyOfRun("damaged-outcomes");
        String[] line = {"heatmap", "--run", copy.toString()};
        assertThat(Shell.USUAL.run(line).code()).isZero();
        Path file = copy.resolve("outcomes.bin");
        byte[] whole = Files.readAllBytes(file);
        int tried = 0;
        for (int at = 0; at < whole.length; at += 31) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            assertProblem(Shell.USUAL.run(line), 1, file + ": expected", "; remove or rename the file");
            assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
            tried++;
        }
        for (int length : new int[] {0, 7, 15, 47, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertProblem(Shell.USUAL.run(line), 1, file + ": expected", "; remove or rename the file");
        }
        assertThat(tried).isGreaterThan(5);
        Files.delete(file);
        assertThat(Shell.USUAL.run(line).code()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void aDamagedCheckpointIsSkippedForTheOneBefore() throws IOException {
        Path copy = folder.resolve("two-checkpoints");
        assertThat(Shell.USUAL.train(copy, NONE).code()).isZero();
        Path checkpoint = copy.resolve("checkpoint.safetensors");
        byte[] last = Files.readAllBytes(checkpoint);
        byte[] damaged = last.clone();
        damaged[last.length / 2] ^= 4;
        Files.write(checkpoint, damaged);
        Shell.Outcome outcome = Shell.USUAL.run("train", "--resume", "--out", copy.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains(checkpoint + ": expected the content whose SHA-256 it tells")
                .contains("skipped, going on from checkpoint.previous.safetensors before it")
                .contains("the skipped one is kept as checkpoint.skipped-1.safetensors");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(last);
        assertThat(copy.resolve("checkpoint.skipped-1.safetensors")).hasBinaryContent(damaged);
        Files.write(checkpoint, damaged);
        Files.write(copy.resolve("checkpoint.previous.safetensors"), damaged);
        assertProblem(
                Shell.USUAL.run("train", "--resume", "--out", copy.toString()),
                1,
                checkpoint + ": expected the content whose SHA-256 it tells");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(damaged);
    }

    /** A folder opens as a file does, and fails when it is read, as a disk does. */
    @Test
    void aCheckpointThatCannotBeReadIsSkippedForTheOneBeforeAndOverwritesNone() throws IOException {
        Path copy = folder.resolve("unreadable-checkpoint");
        assertThat(Shell.USUAL.train(copy, NONE).code()).isZero();
        Path checkpoint = copy.resolve("checkpoint.safetensors");
        byte[] last = Files.readAllBytes(checkpoint);
        for (int time = 1; time <= 2; time++) {
            Files.delete(checkpoint);
            Files.createDirectory(checkpoint);
            Shell.Outcome outcome = Shell.USUAL.run("train", "--resume", "--out", copy.toString());
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err())
                    .contains("cannot read " + checkpoint)
                    .contains("skipped, going on from checkpoint.previous.safetensors before it")
                    .contains("the skipped one is kept as checkpoint.skipped-" + time + ".safetensors");
            assertThat(checkpoint).hasBinaryContent(last);
            assertThat(copy.resolve("checkpoint.skipped-" + time + ".safetensors"))
                    .isDirectory();
        }
    }

    @Test
    void theFolderHoldsNoRun() throws IOException {
        String nowhere = folder.resolve("nowhere").toString();
        assertProblem(Shell.USUAL.run("heatmap", "--run", nowhere), 1, nowhere + " holds no run: there is no run.json");
        assertProblem(Shell.USUAL.train(folder.resolve("nowhere"), NONE, "--resume"), 1, nowhere + " holds no run");
        Path untrained = copyOfRun("untrained");
        Files.delete(untrained.resolve("checkpoint.safetensors"));
        assertProblem(
                Shell.USUAL.run("heatmap", "--run", untrained.toString()),
                1,
                untrained + " holds no checkpoint.safetensors");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | a JSON object",
                "[] | a JSON object",
                "{\"recipe\":\"demo\"} | the settings of a run, found setting",
            })
    void theConfigurationIsDamaged(String text, String message) throws IOException {
        Path copy = copyOfRun("damaged-" + text.hashCode());
        Files.writeString(copy.resolve("run.json"), text);
        assertProblem(
                Shell.USUAL.run("heatmap", "--run", copy.toString()),
                1,
                copy.resolve("run.json") + ": expected " + message);
    }

    @Test
    void theDiskIsFull() throws IOException {
        Path copy = copyOfRun("full");
        Files.writeString(
                copy.resolve("run.json"),
                Files.readString(copy.resolve("run.json")).replace("\"epochs\" : 1", "\"epochs\" : 2"));
        Path checkpoint = copy.resolve("checkpoint.safetensors");
        byte[] before = Files.readAllBytes(checkpoint);
        assertProblem(
                Shell.on(new FullDisk(10_000)).train(copy, NONE, "--resume"),
                1,
                "cannot write " + checkpoint + ": No space left on device");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
        assertThat(copy).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void theFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        Path below = file.resolve("below").resolve("run");
        assertProblem(Shell.USUAL.train(below, NONE), 1, file + " is a file, expected a folder");
        assertProblem(Shell.USUAL.train(file, NONE), 1, file + ": it is a file");
        assertProblem(Shell.USUAL.run("demo", "--out", below.toString()), 1, file + " is a file, expected a folder");
        Shell.Outcome download = Shell.USUAL.run("data", "--data", below.toString());
        assertProblem(download, 1, "cannot create " + below + ": " + file + " is a file, expected a folder");
        assertThat(download.err().lines()).as("no download begins").hasSize(1);
        assertThat(file).hasContent("content");
    }

    @Test
    void aRunThatExistsIsLeftAlone() {
        Map<String, byte[]> before = Shell.contents(run);
        assertProblem(Shell.USUAL.train(run, List.of("epochs=1")), 1, run + " holds a run already", "--resume");
        assertProblem(
                Shell.USUAL.train(run, List.of("epochs=1", "learningRate=0.3", "width=2"), "--resume", "--seed", "3"),
                1,
                "width is 1, asked for 2; learningRate is 0.2, asked for 0.3; seed is 1, asked for 3");
        assertThat(Shell.contents(run)).containsExactlyEntriesOf(before);
    }

    @Test
    void aRunIsTrainedByOneProcessAtATime() throws IOException {
        Path busy = copyOfRun("busy");
        Path demo = folder.resolve("busy-demo");
        assertProblem(Shell.stoppingAfter(0).run("demo", "--out", demo.toString()), 130, "stopped after 0 of");
        Map<String, byte[]> before = Shell.contents(busy);
        Map<String, byte[]> demoBefore = Shell.contents(demo);
        try (RunLock _ = RunLock.take(new RunFolder(busy, Disk.FILES));
                RunLock _ = RunLock.take(new RunFolder(demo, Disk.FILES))) {
            String message = "another process works on this run: ";
            assertProblem(Shell.USUAL.train(busy, List.of("epochs=1"), "--resume"), 1, message + busy);
            assertProblem(Shell.USUAL.run("demo", "--out", demo.toString()), 1, message + demo);
            assertProblem(Shell.USUAL.run("heatmap", "--run", busy.toString()), 1, message + busy);
            assertProblem(Shell.USUAL.run("evaluate", "--run", busy.toString()), 1, message + busy);
        }
        assertThat(Shell.contents(busy)).containsExactlyEntriesOf(before);
        assertThat(Shell.contents(demo)).containsExactlyEntriesOf(demoBefore);
        assertThat(Shell.USUAL.train(busy, List.of("epochs=1"), "--resume").code())
                .isZero();
    }

    @Test
    void theDemoReplacesOnlyDemos() throws IOException {
        Path other = copyOfRun("no-demo");
        Path settings = other.resolve("run.json");
        Files.writeString(settings, Files.readString(settings).replace("\"demo\"", "\"cifar10-quick\""));
        assertIsNotReplaced(other, "holds a run of recipe cifar10-quick with other settings");
        assertIsNotReplaced(run, "holds a run of recipe demo with other settings");
    }

    private static void assertIsNotReplaced(Path folder, String message) {
        Map<String, byte[]> before = Shell.contents(folder);
        assertProblem(Shell.USUAL.run("demo", "--out", folder.toString()), 1, message);
        assertThat(Shell.contents(folder)).containsExactlyEntriesOf(before);
    }

    @Test
    void theDemoReplacesAnEarlierOne() throws IOException {
        Path earlier = folder.resolve("earlier-demo");
        assertProblem(Shell.stoppingAfter(0).run("demo", "--out", earlier.toString()), 130, "stopped after 0 of");
        Files.writeString(earlier.resolve("heatmap.svg"), "old");
        Files.writeString(earlier.resolve("notes.txt"), "of the user");
        assertProblem(Shell.stoppingAfter(0).run("demo", "--out", earlier.toString()), 130, "stopped after 0 of");
        assertThat(earlier.resolve("heatmap.svg")).doesNotExist();
        assertThat(earlier.resolve("notes.txt")).hasContent("of the user");
        assertThat(earlier.resolve("run.json")).content().contains("\"trainPrecisions\" : \"4..16\"");
    }

    @Test
    void errorsInTheProgramAreOneLineUnlessMoreIsAskedFor() {
        Disk broken = (file, content) -> {
            throw new IllegalStateException("broken");
        };
        Path out = folder.resolve("broken");
        Shell.Outcome quiet = Shell.on(broken).train(out, NONE);
        assertThat(quiet.code()).isEqualTo(1);
        assertThat(quiet.err().lines())
                .containsExactly("doublewin: an error in the program: java.lang.IllegalStateException: broken;"
                        + " DOUBLEWIN_VERBOSE=1 shows where");
        Shell.Outcome verbose =
                new Shell(broken, () -> false, Map.of("DOUBLEWIN_VERBOSE", "1"), () -> 0L).train(out, NONE);
        assertThat(verbose.err()).contains("\tat doublewin.experiments");
    }

    @Test
    void trainingDiverges() {
        assertProblem(
                Shell.USUAL.train(
                        folder.resolve("diverged"), List.of("learningRate=100", "weightDecay=1", "epochs=40")),
                1,
                "training: it diverged at epoch");
    }
}
