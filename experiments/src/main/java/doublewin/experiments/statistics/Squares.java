package doublewin.experiments.statistics;

import doublewin.dwq.PrecisionSet;
import doublewin.nn.Precision;
import java.util.List;
import java.util.stream.IntStream;

/** The parts of a map that the paper's claims are asked of: all of it, and its high precisions. */
public final class Squares {
    /** From here on full-precision training leaves no gap. */
    static final int LOWEST_HIGH = 9;

    private Squares() {}

    /** The positions of all precisions, and of the high ones where they are at least two, and others. */
    public static List<List<Integer>> of(PrecisionSet precisions) {
        List<Integer> all = IntStream.range(0, precisions.size()).boxed().toList();
        List<Integer> high = all.stream()
                .filter(position -> isHigh(precisions.get(position)))
                .toList();
        return high.size() < 2 || high.size() == all.size() ? List.of(all) : List.of(all, high);
    }

    private static boolean isHigh(Precision precision) {
        return !precision.isFull() && precision.bits() >= LOWEST_HIGH;
    }
}
