package doublewin.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own: what a test must see of signals, exit codes and JVM flags. */
record ForkedRun(Process process, Path output) {
    /** What takes longer hangs. */
    static final long PATIENCE_SECONDS = 120;

    /** A training of a few steps. */
    static final List<String> TINY = settings("trainImages=20", "batch=8", "epochs=2");

    static List<String> settings(String... settings) {
        List<String> arguments = new ArrayList<>();
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments;
    }

    /** Starts a training of the demo's recipe into {@code folder}; what it prints goes to a file beside that. */
    static ForkedRun train(Path folder, List<String> flags, List<String> arguments) throws IOException {
        List<String> whole =
                new ArrayList<>(List.of("train", "--recipe", "demo", "--threads", "2", "--out", folder.toString()));
        whole.addAll(arguments);
        return command(folder, flags, whole);
    }

    /** Starts any command that works on a run; what it prints goes to a file beside the run's folder. */
    static ForkedRun command(Path folder, List<String> flags, List<String> arguments) throws IOException {
        return main(Main.class, folder, flags, arguments);
    }

    /** Starts any program; what it prints goes to a file beside the folder. */
    static ForkedRun main(Class<?> main, Path folder, List<String> flags, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx512m", "-XX:-UseCompactObjectHeaders"));
        line.addAll(flags);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(arguments);
        Path output = folder.resolveSibling(folder.getFileName() + ".output");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ForkedRun(process, output);
    }

    /** Waits for the end and returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the forked JVM did not end within " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** Waits until a file has so many lines, or the process ends. */
    void awaitLines(Path file, int lines) throws IOException, InterruptedException {
        while (process.isAlive()
                && (!Files.exists(file) || Files.readAllLines(file).size() < lines)) {
            Thread.sleep(5);
        }
    }

    /** Waits until it has printed something, or ends. */
    void awaitPrinted(String text) throws IOException, InterruptedException {
        while (process.isAlive() && !printed().contains(text)) {
            Thread.sleep(5);
        }
    }

    String printed() throws IOException {
        return Files.readString(output);
    }
}
