package doublewin.bench.ladder.mistake;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a mistake costs.
 *
 * @param rightNanos of one run as it should be, the median of some rounds
 * @param wrongNanos of one with the mistake
 * @param wrongBytes of objects that the latter makes
 */
public record MistakeCosts(double rightNanos, double wrongNanos, long wrongBytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final long ROUND_NANOS = 20_000_000L;
    private static final int ROUNDS = 9;

    /** Times both, in a virtual machine that may be spoilt by it. The right one comes first, before anything can spoil it. */
    public static MistakeCosts of(Mistake.Pair pair) {
        double right = nanos(pair::right);
        double wrong = nanos(pair::wrong);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        pair.wrong();
        return new MistakeCosts(right, wrong, THREADS.getCurrentThreadAllocatedBytes() - before);
    }

    private static double nanos(Runnable work) {
        round(work, WARM_UP_NANOS);
        double[] rounds = new double[ROUNDS];
        Arrays.setAll(rounds, i -> round(work, ROUND_NANOS));
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private static double round(Runnable work, long atLeastNanos) {
        long start = System.nanoTime();
        long runs = 0;
        long nanos = 0;
        while (nanos < atLeastNanos) {
            work.run();
            runs++;
            nanos = System.nanoTime() - start;
        }
        return (double) nanos / runs;
    }
}
