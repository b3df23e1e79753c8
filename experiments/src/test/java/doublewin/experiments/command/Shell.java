package doublewin.experiments.command;

import doublewin.experiments.evaluate.LocalBackend;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress.Display;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Runs command lines within the test's own JVM and keeps what they print. */
record Shell(Disk disk, BooleanSupplier stop, Map<String, String> environment, LongSupplier nanoTime) {

    /** What a command line did. */
    record Outcome(int code, String out, String err) {}

    static final Shell USUAL = new Shell(Disk.FILES, () -> false, Map.of(), () -> 0L);

    /** Settings with which all commands are a matter of moments: six steps of training, two precisions. */
    static final List<String> TINY = List.of(
            "trainImages=20",
            "batch=8",
            "epochs=2",
            "testImages=5",
            "trainPrecisions=4,8",
            "evaluationPrecisions=4,8",
            "attackSteps=2");

    /** A user who asks to stop once it was checked so many times that nobody did. */
    static Shell stoppingAfter(int checks) {
        AtomicInteger left = new AtomicInteger(checks);
        return new Shell(Disk.FILES, () -> left.getAndDecrement() <= 0, Map.of(), () -> 0L);
    }

    /** A clock that a second passes on whenever somebody looks. */
    static Shell ticking() {
        AtomicLong seconds = new AtomicLong();
        return new Shell(Disk.FILES, () -> false, Map.of(), () -> 1_000_000_000L * seconds.getAndIncrement());
    }

    static Shell on(Disk disk) {
        return new Shell(disk, () -> false, Map.of(), () -> 0L);
    }

    static Shell with(Map<String, String> environment) {
        return new Shell(Disk.FILES, () -> false, environment, () -> 0L);
    }

    Outcome run(String... arguments) {
        return run(runner -> runner.run(arguments));
    }

    /** Has a runner in these surroundings run something. */
    Outcome run(ToIntFunction<CommandRunner> line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Host host = new Host(
                stream(out), stream(err), Display.LINES, environment, disk, new LocalBackend(), stop, nanoTime);
        int code = line.applyAsInt(new CommandRunner(host));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Trains the demo's recipe, made tiny, and further changed. */
    Outcome train(Path folder, List<String> settings, String... further) {
        return run(trainArguments(folder, settings, further).toArray(String[]::new));
    }

    static List<String> trainArguments(Path folder, List<String> settings, String... further) {
        List<String> arguments = new ArrayList<>(List.of("train", "--recipe", "demo", "--out", folder.toString()));
        Stream.concat(TINY.stream(), settings.stream()).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.addAll(List.of(further));
        return arguments;
    }

    /** The bytes of every file in a folder, by name. */
    static Map<String, byte[]> contents(Path folder) {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }
}
