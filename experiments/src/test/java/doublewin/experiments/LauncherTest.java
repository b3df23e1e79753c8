package doublewin.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher decides before a JVM starts. Its JDK is a double that prints what it is started with, its Maven one that
 * counts its calls. docs/reliability/environments.sh tries the same, and more, with real ones.
 */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("doublewin");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    /** What a start printed, and its exit code. */
    private record Started(int code, String text) {
        List<String> lines() {
            return text.lines().toList();
        }
    }

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
        assertThat(LAUNCHER).isRegularFile();
    }

    private Path jdk() throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        Files.createDirectories(jdk.resolve("bin"));
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        executable(jdk.resolve("bin/java"), """
                #!/bin/sh
                echo "encoding ${LC_ALL:-} ${LC_CTYPE:-}"
                printf '<%s>\\n' "$@"
                for n in 0 1 2; do [ -e /proc/$$/fd/$n ] && echo $n; done >open
                """);
        return jdk;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An installation without sources. */
    private Path install(Path place) throws IOException {
        Files.createDirectories(place.resolve("target"));
        Files.writeString(place.resolve("target/doublewin.jar"), "a jar");
        return Files.copy(LAUNCHER, place.resolve("doublewin"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** A tree of sources. */
    private Path plant(Path place) throws IOException {
        Files.createDirectories(place.resolve("experiments/src/main"));
        Files.createDirectories(place.resolve("experiments/target"));
        Files.writeString(place.resolve("pom.xml"), "<project/>");
        Files.writeString(place.resolve("experiments/src/main/Source.java"), "class Source {}");
        executable(
                place.resolve("mvnw"),
                "#!/bin/sh\necho built >>builds\nsleep 1\necho jar >experiments/target/doublewin.jar\n");
        return Files.copy(LAUNCHER, place.resolve("doublewin"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static List<String> builds(Path tree) throws IOException {
        return Files.readAllLines(tree.resolve("builds"));
    }

    /** Has bash run a line in the temporary folder, where {@code $0} is a launcher. */
    private Process begin(String line, Path launcher, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", line, launcher.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.matches("LC_.*|LANG|JAVA_.*|_JAVA.*|JDK_.*|DOUBLEWIN_.*|SPARK_.*|HADOOP_.*|YARN_.*"));
        builder.environment().put("DOUBLEWIN_JAVA_HOME", jdk().toString());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static Started end(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(text).isTrue();
        return new Started(process.exitValue(), text);
    }

    private Started start(String line, Path launcher, Map<String, String> variables)
            throws IOException, InterruptedException {
        return end(begin(line, launcher, variables));
    }

    @ParameterizedTest
    @CsvSource({"LC_ALL, C", "LC_ALL, POSIX", "LANG, C", "LANG, xx_YY.UTF-8", "LC_CTYPE, C", "HOME, /nowhere"})
    void whereTheEncodingIsAsciiItBecomesUtf8(String variable, String value) throws IOException, InterruptedException {
        Started started = start("\"$0\" größe", install(folder.resolve("i")), Map.of(variable, value));
        assertThat(started.lines())
                .contains(variable.equals("LC_ALL") ? "encoding C.UTF-8 " : "encoding  C.UTF-8", "<größe>");
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA_TOOL_OPTIONS, -XX:+UseZGC, false",
        "JDK_JAVA_OPTIONS, -Xss2m -XX:+UseParallelGC, false",
        "_JAVA_OPTIONS, -XX:+UseSerialGC, false",
        "DOUBLEWIN_JAVA_OPTS, -XX:+UseShenandoahGC, false",
        "JDK_JAVA_OPTIONS, @flags, false",
        "JAVA_TOOL_OPTIONS, -Dmail=a@b -XX:+UseDynamicNumberOfGCThreads, true",
        "HOME, /nowhere, true",
    })
    void oneCollectorIsChosen(String variable, String value, boolean ours) throws IOException, InterruptedException {
        Started started = start("\"$0\"", install(folder.resolve("i")), Map.of(variable, value));
        assertThat(started.lines().contains("<-XX:+UseG1GC>"))
                .as(started.text())
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- 2>&-"})
    void closedStreamsAreOnesOfNothing(String how) throws IOException, InterruptedException {
        Path launcher = install(folder.resolve("i"));
        Started started = start("\"$0\" " + how, launcher, Map.of());
        assertThat(started.code()).isZero();
        assertThat(folder.resolve("open")).content().isEqualToIgnoringNewLines("012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-n", "*[x]", "new\nline\n", "größe", "'\"$x"})
    void anyPathWillDo(String name) throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve(name));
        Path launcher = install(place);
        Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("bin/link"), launcher);
        String jar = "<" + place.toRealPath().resolve("target/doublewin.jar") + ">\n";
        for (String line : List.of(
                "\"$0\"",
                "cd \"${0%/*}\" && ./doublewin",
                "cd \"${0%/*}\" && CDPATH=/ bash doublewin",
                "bin/link",
                "PATH=$PWD/bin:$PATH; link")) {
            assertThat(start(line, launcher, Map.of()).text()).as(line).contains(jar);
        }
    }

    @Test
    void sparkIsTakenFromWhereTheUserHasIt() throws IOException, InterruptedException {
        Path launcher = install(folder.resolve("i"));
        Files.writeString(folder.resolve("i/target/doublewin-spark.jar"), "a jar");
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        Map<String, String> home = Map.of("SPARK_HOME", folder.resolve("spark").toString());
        Started without = start("\"$0\" spark", launcher, home);
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.text()).contains("SPARK_HOME is ", "or unset it");
        Files.createFile(jars.resolve("spark-core_2.13-4.2.0.jar"));
        Started with = start("\"$0\" spark heatmap", launcher, home);
        assertThat(with.lines())
                .contains("<doublewin.experiments.spark.Main>", "<heatmap>")
                .anyMatch(line -> line.endsWith("doublewin-spark.jar:" + jars + "/*>"));
        Map<String, String> hadoop = Map.of(
                "SPARK_HOME", home.get("SPARK_HOME"), "HADOOP_CONF_DIR", "/etc/a hadoop", "YARN_CONF_DIR", "/etc/yarn");
        assertThat(start("\"$0\" spark heatmap", launcher, hadoop).lines())
                .anyMatch(line -> line.endsWith("doublewin-spark.jar:" + jars + "/*:/etc/a hadoop:/etc/yarn>"));
        Started neither = start("\"$0\" spark", launcher, Map.of());
        assertThat(neither.text()).contains("by SPARK_HOME");
    }

    @Test
    void theCurrentFolderIsGone() throws IOException, InterruptedException {
        Path launcher = install(folder.resolve("i"));
        Started started = start("mkdir gone && cd gone && rmdir ../gone && \"$0\"", launcher, Map.of());
        assertThat(started.code()).isEqualTo(1);
        assertThat(started.text()).contains("doublewin: the current folder was removed; change to one that exists");
    }

    @Test
    void whereNothingIsATerminalTheProgramIsNotToldOfOne() throws IOException, InterruptedException {
        Started started = start("\"$0\"", install(folder.resolve("i")), Map.of("TERM", "xterm", "COLUMNS", "80"));
        assertThat(started.text()).doesNotContain("doublewin.columns");
    }

    @Test
    void sourcesAreBuiltWhenTheirContentChangesWhateverTheirDates() throws IOException, InterruptedException {
        Path tree = folder.resolve("tree");
        Path launcher = plant(tree);
        Path source = tree.resolve("experiments/src/main/Source.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofDays(999))));
        for (int n = 0; n < 3; n++) {
            assertThat(start("\"$0\"", launcher, Map.of()).code()).isZero();
        }
        assertThat(builds(tree)).hasSize(1);
        Files.writeString(source, "class Changed {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        start("\"$0\"", launcher, Map.of());
        assertThat(builds(tree)).hasSize(2);
        Files.delete(source);
        start("\"$0\"", launcher, Map.of());
        assertThat(builds(tree)).hasSize(3);
    }

    @Test
    void ofBuildsAtOnceOneWorksAndTheOthersSayWhomTheyWaitFor() throws IOException, InterruptedException {
        Path tree = folder.resolve("tree");
        Path launcher = plant(tree);
        Path lock = Files.createDirectories(tree.resolve("target")).resolve("build.flock");
        Files.writeString(lock, "process 1 on host left-behind");
        Process first = begin("\"$0\"", launcher, Map.of());
        Process second = begin("\"$0\"", launcher, Map.of());
        List<Started> both = List.of(end(first), end(second));
        assertThat(both)
                .allMatch(started -> started.code() == 0 && started.lines().contains("<-jar>"));
        assertThat(builds(tree)).hasSize(1);
        assertThat(both.get(0).text() + both.get(1).text())
                .containsPattern("waiting for another build to finish: .* holds \\Q" + tree.toRealPath() + "\\E")
                .doesNotContain("left-behind");
    }
}
