package doublewin.experiments.verify;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.kernel.lane.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The conditions of {@code verify} and further ones, and ten times the steps: docs/reliability/bits.sh runs it. The system
 * properties {@code doublewin.proof.steps} and {@code doublewin.proof.jvms} say how many steps and fresh JVMs.
 */
@Tag("long")
class LongProofsTest {
    private static final int STEPS = Integer.getInteger("doublewin.proof.steps", 200);
    private static final int JVMS = Integer.getInteger("doublewin.proof.jvms", 50);
    private static final int BATCH = 16;
    private static final int TINY_ALONE = 0;
    private static final int MOST_LANES = 16;

    private static SequencedMap<String, String> expected;

    @BeforeAll
    static void workOfOneThread() throws IOException {
        expected = ProofChild.run(new Condition("1 thread", List.of(), 1, BATCH, STEPS), () -> false);
    }

    private static Condition of(int steps, String title, String... flags) {
        return new Condition(title, List.of(flags), 2, BATCH, steps);
    }

    /** Where a second thread would only wait for the first. */
    private static Condition alone(int steps, String title, String... flags) {
        return new Condition(title, List.of(flags), 1, BATCH, steps);
    }

    private static void assertSameBits(String row, List<Condition> conditions) throws IOException {
        for (Condition condition : conditions) {
            SequencedMap<String, String> found = ProofChild.run(condition, () -> false);
            assertThat(Checksums.difference(expected, found))
                    .as(condition.toString())
                    .isEmpty();
        }
        System.out.println("same bits, " + row + ": " + conditions.size() + " conditions, as 1 thread: "
                + conditions.stream().map(Condition::title).toList());
    }

    @Test
    void threads() throws IOException {
        List<Condition> conditions = IntStream.of(2, 3, 4, 8)
                .mapToObj(threads -> new Condition(threads + " threads", List.of(), threads, BATCH, STEPS))
                .toList();
        assertSameBits("threads, " + STEPS + " steps", conditions);
    }

    @Test
    void vectorWidths() throws IOException {
        List<Condition> conditions = new ArrayList<>();
        if (Lanes.WIDTH == MOST_LANES) {
            for (int bits : new int[] {512, 256, 128}) {
                conditions.add(
                        of(STEPS, "AVX-512 at " + bits, "-XX:UseAVX=3", "-XX:MaxVectorSize=" + bits / Byte.SIZE));
            }
        } else {
            System.out.println("this machine, or this JVM's flags, have no vectors of 512 bit");
        }
        for (int bits : new int[] {256, 128}) {
            conditions.add(of(STEPS, "AVX2 at " + bits, "-XX:UseAVX=2", "-XX:MaxVectorSize=" + bits / Byte.SIZE));
        }
        assertSameBits("widths, " + STEPS + " steps", conditions);
    }

    /** Without FMA instructions the JDK multiplies and adds in numbers without bounds, and rounds these. */
    @Test
    void oldProcessors() throws IOException {
        assertSameBits(
                "old processors, a step",
                List.of(
                        of(1, "AVX", "-XX:UseAVX=1"),
                        alone(TINY_ALONE, "no FMA, tiny network", "-XX:UseAVX=1", "-XX:-UseFMA")));
    }

    @Test
    void compilers() throws IOException {
        String diagnostic = "-XX:+UnlockDiagnosticVMOptions";
        assertSameBits(
                "compilers",
                List.of(
                        alone(TINY_ALONE, "interpreter, tiny network", "-Xint"),
                        of(1, "first compiler alone", "-XX:TieredStopAtLevel=1"),
                        of(STEPS, "last compiler alone", "-XX:-TieredCompilation"),
                        of(STEPS, "compiled in the foreground", "-Xbatch"),
                        of(
                                STEPS,
                                "deoptimised again and again",
                                diagnostic,
                                "-XX:+DeoptimizeNMethodBarriersALot",
                                "-XX:+StressUnstableIfTraps",
                                "-XX:StressSeed=1"),
                        of(
                                STEPS,
                                "instructions in random order",
                                diagnostic,
                                "-XX:+StressLCM",
                                "-XX:+StressGCM",
                                "-XX:+StressIGVN",
                                "-XX:+StressCCP",
                                "-XX:StressSeed=2")));
    }

    @Test
    void collectors() throws IOException {
        List<Condition> conditions = List.of("G1", "Parallel", "Z", "Serial").stream()
                .map(collector -> of(STEPS, collector, "-XX:+Use" + collector + "GC"))
                .toList();
        assertSameBits("collectors, " + STEPS + " steps", conditions);
    }

    /** Each compiles what it finds hot at other moments. */
    @Test
    void freshJvms() throws IOException {
        for (int jvm = 1; jvm <= JVMS; jvm++) {
            assertThat(Checksums.difference(expected, ProofChild.run(of(1, "JVM " + jvm), () -> false)))
                    .as("JVM %d", jvm)
                    .isEmpty();
        }
        System.out.println("same bits, " + JVMS + " fresh JVMs, a step each");
    }
}
