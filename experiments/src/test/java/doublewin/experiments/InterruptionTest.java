package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal saves a checkpoint at the next step, ends the process with 128 and its number, and costs the run nothing. */
class InterruptionTest {
    /** Enough steps that the signal arrives amid them. */
    private static final List<String> SETTINGS = ForkedRun.settings("trainImages=240", "batch=8", "epochs=1");

    @TempDir
    private static Path folder;

    private static Path whole;

    @BeforeAll
    static void trainWithoutAStop() throws IOException, InterruptedException {
        whole = folder.resolve("whole");
        ForkedRun run = ForkedRun.train(whole, List.of(), SETTINGS);
        assertThat(run.exitCode()).as(run.printed()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INT, 2", "TERM, 15", "HUP, 1"})
    void aSignalStopsTheRunAndResumingEndsInTheSameBytes(String signal, int number)
            throws IOException, InterruptedException {
        assumeHeeded(signal, number);
        Path run = folder.resolve(signal);
        ForkedRun stopped = ForkedRun.train(run, List.of(), SETTINGS);
        stopped.awaitLines(run.resolve("metrics.jsonl"), 2);
        send(signal, stopped);
        assertThat(stopped.exitCode()).as(stopped.printed()).isEqualTo(128 + number);
        assertThat(stopped.printed())
                .contains("doublewin: stopping as soon as", "doublewin: stopped after ", "the checkpoint is saved");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSizeBetween(2, 29);
        List<String> again = new ArrayList<>(SETTINGS);
        again.add("--resume");
        ForkedRun resumed = ForkedRun.train(run, List.of(), again);
        assertThat(resumed.exitCode()).as(resumed.printed()).isZero();
        for (String file : List.of("checkpoint.safetensors", "metrics.jsonl")) {
            assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    /** A pipe that nobody writes to takes the place of data that do not come. */
    @Test
    void whoHangsInAReadEndsTenSecondsLaterOrAtTheSecondSignal() throws IOException, InterruptedException {
        assumeHeeded("TERM", 15);
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .as("this system makes no pipes")
                .isZero();
        for (int signals : new int[] {1, 2}) {
            Path run = folder.resolve("hanging-" + signals);
            ForkedRun hanging = ForkedRun.command(
                    run,
                    List.of(),
                    List.of("train", "--recipe", "cifar10-quick", "--data", pipe.toString(), "--out", run.toString()));
            try (OutputStream silent = openOnceSomebodyReads(pipe)) {
                for (int sent = 0; sent < signals; sent++) {
                    send("TERM", hanging);
                    hanging.awaitPrinted("once more ends at once");
                }
                assertThat(hanging.exitCode()).as(hanging.printed()).isEqualTo(128 + 15);
                silent.flush();
            }
            assertThat(run.resolve("run.json")).doesNotExist();
        }
    }

    /** Having looked for a request does not mean that one will look again. */
    @Test
    void whoHangsAfterItLookedEndsToo() throws IOException, InterruptedException {
        assumeHeeded("TERM", 15);
        Path pipe = folder.resolve("another-pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .as("this system makes no pipes")
                .isZero();
        ForkedRun hanging = ForkedRun.main(
                HangingMain.class, folder.resolve("looked"), List.of(), List.of("1000", pipe.toString()));
        hanging.awaitPrinted("looked");
        send("TERM", hanging);
        assertThat(hanging.exitCode()).as(hanging.printed()).isEqualTo(128 + 15);
    }

    /** Four times the patience it computes, or writes to a slow disk, and then it looks. */
    @ParameterizedTest
    @ValueSource(strings = {"", "to a slow disk"})
    void whoComputesOrWritesIsWaitedFor(String how) throws IOException, InterruptedException {
        assumeHeeded("TERM", 15);
        List<String> arguments = how.isEmpty() ? List.of("1000", "4000") : List.of("1000", "4000", how);
        ForkedRun working =
                ForkedRun.main(HangingMain.class, folder.resolve("working" + how.length()), List.of(), arguments);
        working.awaitPrinted("looked");
        send("TERM", working);
        assertThat(working.exitCode()).as(working.printed()).isZero();
        assertThat(working.printed()).contains("was asked to stop");
    }

    /** A pipe opens for writing once somebody reads from it, and no interruption ends the wait for one who never does. */
    private static OutputStream openOnceSomebodyReads(Path pipe) {
        CompletableFuture<OutputStream> opened = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                opened.complete(Files.newOutputStream(pipe));
            } catch (IOException e) {
                opened.completeExceptionally(e);
            }
        });
        return opened.orTimeout(ForkedRun.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void send(String signal, ForkedRun run) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(run.process().pid()))
                .start()
                .waitFor();
    }

    private static void assumeHeeded(String signal, int number) throws IOException {
        assumeThat(isIgnored(number))
                .as("this process was started with SIG" + signal + " ignored, and so are its children")
                .isFalse();
    }

    /** Nobody can answer this one: what counts is what was on disk by then. */
    @Test
    void aKilledTrainingGoesOnFromItsCheckpoint() throws IOException, InterruptedException {
        Path run = folder.resolve("killed");
        List<String> saving = new ArrayList<>(SETTINGS);
        saving.addAll(List.of("--save-every", "0s"));
        ForkedRun killed = ForkedRun.train(run, List.of(), saving);
        killed.awaitLines(run.resolve("metrics.jsonl"), 4);
        killed.process().destroyForcibly();
        assertThat(killed.exitCode()).isEqualTo(128 + 9);
        assertThat(run.resolve("checkpoint.safetensors")).exists();
        ForkedRun resumed = ForkedRun.command(run, List.of(), List.of("train", "--resume", "--out", run.toString()));
        assertThat(resumed.exitCode()).as(resumed.printed()).isZero();
        assertThat(resumed.printed()).contains("training: 30 steps, ").contains(" of them done before");
        for (String file : List.of("checkpoint.safetensors", "metrics.jsonl")) {
            assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    @Test
    void aKilledHeatMapGoesOnFromItsOutcomes() throws IOException, InterruptedException {
        List<String> measure = List.of("heatmap", "--images", "70", "--precisions", "4,8", "--run");
        Path run = whole.resolveSibling("killed-map");
        copy(whole, run);
        ForkedRun killed = ForkedRun.command(run, List.of(), with(measure, run));
        while (killed.process().isAlive() && !Files.exists(run.resolve("outcomes.bin"))) {
            Thread.sleep(5);
        }
        killed.process().destroyForcibly();
        assertThat(killed.exitCode()).isEqualTo(128 + 9);
        ForkedRun resumed = ForkedRun.command(run, List.of(), with(measure, run));
        assertThat(resumed.exitCode()).as(resumed.printed()).isZero();
        assertThat(resumed.printed()).contains("done before");
        ForkedRun unbroken = ForkedRun.command(whole, List.of(), with(measure, whole));
        assertThat(unbroken.exitCode()).as(unbroken.printed()).isZero();
        for (String file : List.of("outcomes.bin", "transfer.json", "transfer.csv", "heatmap.svg")) {
            assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    private static List<String> with(List<String> arguments, Path run) {
        List<String> all = new ArrayList<>(arguments);
        all.add(run.toString());
        return all;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String file : List.of("run.json", "checkpoint.safetensors", "provenance.json")) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }

    /** Whether a signal is ignored, as it is for background jobs of a shell without job control; Linux tells. */
    private static boolean isIgnored(int number) throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeThat(status).as("only where there is /proc").exists();
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        return (Long.parseUnsignedLong(mask, 16) >> (number - 1) & 1) != 0;
    }
}
