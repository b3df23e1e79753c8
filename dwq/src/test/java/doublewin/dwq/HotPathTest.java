package doublewin.dwq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Training and attacks give the same bits whatever the vector width, the number of workers and the split into batches,
 * by both numerics; and once compiled, a step makes next to no garbage at any width. (Where the compiler fails to keep
 * vectors in registers, every one is an object: hundreds of megabytes a step.)
 */
class HotPathTest {
    private static final long MEBIBYTE = 1L << 20;

    /** Widths in bytes: 128, 256 and 512 bit; a machine without the wider ones takes its widest. */
    private static final List<Integer> WIDTHS = List.of(16, 32, 64);

    @Test
    void bitsDependOnNothingAndStepsMakeNoGarbage() throws IOException, InterruptedException {
        Map<String, String> checksums = new TreeMap<>();
        int measured = 0;
        for (int width : WIDTHS) {
            measured += check(run("-XX:MaxVectorSize=" + width, "2", "garbage"), checksums);
        }
        assertThat(measured).as("figures of garbage").isEqualTo(4 * WIDTHS.size());
        check(run("-XX:MaxVectorSize=64", "1"), checksums);
        check(run("-XX:MaxVectorSize=64", "3"), checksums);
        assertThat(checksums).hasSize(4);
    }

    /** Compares checksums with those of the runs before, and garbage with its limit; returns how many of the latter. */
    private static int check(List<String> lines, Map<String, String> checksums) {
        int measured = 0;
        for (String line : lines) {
            int last = line.lastIndexOf(' ');
            String what = line.substring(0, last);
            String found = line.substring(last + 1);
            if (what.startsWith("garbage ")) {
                assertThat(Long.parseLong(found)).as("bytes a step: " + what).isLessThan(MEBIBYTE);
                measured++;
            } else {
                assertThat(found).as(what).isEqualTo(checksums.computeIfAbsent(what, first -> found));
            }
        }
        return measured;
    }

    private static List<String> run(String option, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseG1GC",
                "-XX:-UseCompactObjectHeaders",
                "-Xmx1g",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                HotPath.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor())
                .as("exit code of %s, which printed %s", command, lines)
                .isZero();
        return lines;
    }
}
