package doublewin.experiments.verify;

import doublewin.engine.kernel.lane.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A condition under which {@link ProofWork} is done, in a JVM of its own.
 *
 * @param title what the table calls it
 * @param flags of the JVM
 * @param threads that compute
 * @param batch images that are attacked at once
 * @param steps of training the small network, 0 for the tiny one alone
 */
record Condition(String title, List<String> flags, int threads, int batch, int steps) {
    private static final int BATCH = 16;
    private static final List<String> USUAL = List.of();

    /** The first is what all others are compared with. */
    static List<Condition> all() {
        List<Condition> all = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3, 4, 8}) {
            all.add(new Condition(
                    threads == 1 ? "1 thread" : threads + " threads", USUAL, threads, BATCH, ProofWork.STEPS));
        }
        // As wide as this JVM's vectors are, and half of that, down to four floats.
        for (int bytes = Lanes.WIDTH * Float.BYTES; bytes >= 4 * Float.BYTES; bytes /= 2) {
            all.add(of("vectors of " + bytes * Byte.SIZE + " bit", "-XX:MaxVectorSize=" + bytes));
        }
        all.add(of("AVX2 at most", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"));
        all.add(of("last compiler alone", "-XX:-TieredCompilation"));
        all.add(of("compiled in the foreground", "-Xbatch"));
        all.add(new Condition("first compiler alone", List.of("-XX:TieredStopAtLevel=1"), 2, BATCH, 1));
        all.add(new Condition("interpreter", List.of("-Xint"), 1, BATCH, 0));
        for (String collector : List.of("Serial", "Parallel", "Z")) {
            all.add(of(collector + " collector", "-XX:+Use" + collector + "GC"));
        }
        IntStream.of(1, 7, 40)
                .mapToObj(batch -> new Condition(
                        batch == 1 ? "1 image attacked at once" : batch + " images attacked at once",
                        USUAL,
                        2,
                        batch,
                        ProofWork.STEPS))
                .forEach(all::add);
        return all;
    }

    private static Condition of(String title, String... flags) {
        return new Condition(title, List.of(flags), 2, BATCH, ProofWork.STEPS);
    }
}
