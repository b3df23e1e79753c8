package doublewin.experiments.store;

import doublewin.engine.kernel.lane.Lanes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program, the Java machine and the computer that results come from.
 *
 * @param version of this program
 * @param jdk version and vendor of the JDK
 * @param flags the Java machine's own
 * @param system operating system and architecture
 * @param cpu model of the processor
 * @param cores processors that may be used
 * @param vectorBits width of the vectors that kernels compute with
 * @param memory bytes that the machine, or its container, has
 * @param heap bytes that the Java machine may use for objects
 */
public record Machine(
        String version,
        String jdk,
        List<String> flags,
        String system,
        String cpu,
        int cores,
        int vectorBits,
        long memory,
        long heap) {

    /** This one. */
    public static Machine current() {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                programVersion(),
                System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name") + ", "
                        + System.getProperty("java.vendor"),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                cpuModel(),
                runtime.availableProcessors(),
                Lanes.WIDTH * Float.SIZE,
                memoryBytes(),
                runtime.maxMemory());
    }

    /** The version that the build wrote down; there is none where classes run without their archive. */
    public static String programVersion() {
        String version = Machine.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException | RuntimeException e) {
            return "unknown"; // Not Linux.
        }
    }
}
