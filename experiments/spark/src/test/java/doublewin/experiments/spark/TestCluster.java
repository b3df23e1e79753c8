package doublewin.experiments.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A standing cluster of processes on this machine, from Spark's archives as users get them, and the program's own packed from its
 * classes, since an executor gets archives and no folders.
 */
final class TestCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The folder with Spark's archives that the build puts together for the launcher. */
    private static final Path SPARK = Path.of("target/spark").toAbsolutePath();

    private final Path folder;
    private final Path secret;
    private final String libraries;
    private final List<Process> processes = new ArrayList<>();
    private final Map<Process, Path> outputs = new HashMap<>();

    TestCluster(Path folder) throws IOException {
        this.folder = folder;
        secret = secret("secret", "0123456789abcdef0123456789abcdef");
        List<String> others = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path path = Path.of(entry);
            if (path.endsWith("test-classes") || !Files.exists(path)) {
                continue;
            }
            if (!unpackIfOwn(path)) {
                others.add(entry);
            }
        }
        libraries = String.join(":", others);
        Path own = Files.createDirectories(folder.resolve("own"));
        pack(folder.resolve("program"), own.resolve("doublewin.jar"));
        pack(folder.resolve("program-spark"), own.resolve("doublewin-spark.jar"));
    }

    /** Unpacks a folder or an archive of our classes, in both of which modules come, beside those of the same archive to be. */
    private boolean unpackIfOwn(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            unpack(entry);
            return true;
        }
        try (FileSystem archive = FileSystems.newFileSystem(entry)) {
            Path root = archive.getPath("/");
            boolean own = Files.exists(root.resolve("doublewin"));
            if (own) {
                unpack(root);
            }
            return own;
        }
    }

    private void unpack(Path root) throws IOException {
        boolean ofSpark = Files.exists(root.resolve("doublewin/experiments/spark"));
        Path to = folder.resolve(ofSpark ? "program-spark" : "program");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("MANIFEST.MF")) // The new archive has its own.
                    .toList()) {
                Path copy = to.resolve(root.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void pack(Path classes, Path archive) {
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", archive.toString(), "-C", classes.toString(), ".");
        if (code != 0) {
            throw new AssertionError("jar ended with " + code);
        }
    }

    Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private List<Path> own() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("own"))) {
            return files.sorted().toList();
        }
    }

    /** Starts a command of the program in a process of its own. */
    Process start(String name, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports",
                "java.base/jdk.internal.module=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx1g",
                "-cp",
                own().stream().map(Path::toString).collect(Collectors.joining(":")) + ":" + libraries,
                "doublewin.experiments.spark.Main"));
        line.addAll(Arrays.asList(arguments));
        Path output = folder.resolve(name + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_HOME", SPARK.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        outputs.put(process, output);
        return process;
    }

    /** Starts a master, and returns its address. */
    String master() throws IOException {
        Process master = start(
                "master",
                "master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--web-port",
                "0",
                "--secret-file",
                secret.toString());
        await("a master", () -> output(master).contains("spark://"));
        return output(master)
                .lines()
                .filter(line -> line.contains("spark://"))
                .findFirst()
                .map(line -> line.substring(line.indexOf("spark://")).strip())
                .orElseThrow();
    }

    /** Starts a worker of one processor. */
    Process worker(String name, String master) throws IOException {
        return start(
                name,
                "worker",
                "--master",
                master,
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1024",
                "--web-port",
                "0",
                "--folder",
                folder.resolve(name).toString(),
                "--secret-file",
                secret.toString());
    }

    /** Starts a measurement by executors of one processor each. */
    Process measure(String name, String master, Path run, String... further) throws IOException {
        return measure(name, master, secret, run, further);
    }

    /** The same by another secret. */
    Process measure(String name, String master, Path secretFile, Path run, String... further) throws IOException {
        return drive(name, List.of("heatmap", "--run", run.toString()), master, secretFile, further);
    }

    /** Starts a study by executors of one processor each. */
    Process study(String name, String master, Path file, Path out) throws IOException {
        return drive(name, List.of("study", file.toString(), "--out", out.toString()), master, secret);
    }

    private Process drive(String name, List<String> command, String master, Path secretFile, String... further)
            throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(
                "--master",
                master,
                "--secret-file",
                secretFile.toString(),
                "--executor-cores",
                "1",
                "--executor-memory",
                "512m",
                "--conf",
                "spark.driver.host=127.0.0.1"));
        line.addAll(Arrays.asList(further));
        return start(name, line.toArray(String[]::new));
    }

    /** The executor of a worker, once it has one. */
    ProcessHandle executor(Process worker) {
        await("an executor", () -> worker.toHandle().children().findAny().isPresent());
        return worker.toHandle().children().findAny().orElseThrow();
    }

    /** What a process printed so far. */
    String output(Process process) {
        try {
            return Files.readString(outputs.get(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until something is so. */
    void await(String what, BooleanSupplier so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not come within " + PATIENCE + ": "
                        + processes.stream().map(this::output).collect(Collectors.joining("\n---\n")));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Waits for the end of a process. */
    int end(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on after " + PATIENCE + ": " + output(process));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
