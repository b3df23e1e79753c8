package doublewin.experiments.spark;

import doublewin.experiments.command.CommandRunner;
import doublewin.experiments.command.Host;
import doublewin.experiments.evaluate.Backend;
import doublewin.experiments.store.Disk;
import doublewin.experiments.terminal.Progress.Display;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A run whose measurements take seconds, and commands on it within the test's JVM. */
public final class TinyRun {
    /** What a command printed, and its exit code. */
    public record Outcome(int code, String text) {}

    private TinyRun() {}

    public static void train(Path folder, Backend backend, int testImages) {
        Stream<String> settings = Stream.of(
                "trainImages=20",
                "batch=8",
                "epochs=1",
                "testImages=" + testImages,
                "trainPrecisions=4,8",
                "evaluationPrecisions=4,8",
                "attackSteps=2");
        String[] arguments = Stream.concat(
                        Stream.of("train", "--recipe", "demo", "--out", folder.toString()),
                        settings.flatMap(setting -> Stream.of("--set", setting)))
                .toArray(String[]::new);
        Outcome trained = run(backend, () -> false, arguments);
        if (trained.code() != 0) {
            throw new AssertionError(trained.text());
        }
    }

    public static Outcome run(Backend backend, BooleanSupplier stop, String... arguments) {
        return run(backend, stop, (host, line) -> {}, arguments);
    }

    public static Outcome run(
            Backend backend, BooleanSupplier stop, BiConsumer<Host, CommandLine> change, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Host host = new Host(stream, stream, Display.LINES, Map.of(), Disk.FILES, backend, stop, System::nanoTime);
        int code = new CommandRunner(host).run(line -> change.accept(host, line), arguments);
        return new Outcome(code, bytes.toString(StandardCharsets.UTF_8));
    }

    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Tables of outcomes and figures, which must not tell where they were computed. */
    public static final List<String> RESULTS = List.of("outcomes.bin", "transfer.csv", "transfer.json", "heatmap.svg");
}
