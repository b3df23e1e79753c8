package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import java.util.Locale;

/** What seems to hold up a kernel, from what was measured of it. */
public final class Hint {
    private static final long MEBIBYTE = 1 << 20;
    /** A multiply-add's result is there four cycles after its begin, on all processors that the engine was tuned for. */
    private static final double LATENCY = 4;

    private static final double NEARLY = 1.15;
    private static final double HALF = 0.5;
    private static final double MOST = 0.85;

    private Hint() {}

    /** A sentence, and what to do. */
    public static String of(RungFigures yours) {
        double scalar = 1.0 / Lanes.WIDTH;
        if (yours.allocatedBytes() > MEBIBYTE) {
            return String.format(
                    Locale.ROOT,
                    "it makes %d MiB of objects a run: a vector became one. See that its species is a static final field, and that"
                            + " no vector passes a call that is not inlined, lies in an array or a field, or is of a second"
                            + " species",
                    yours.allocatedBytes() / MEBIBYTE);
        }
        if (yours.share() < scalar * NEARLY) {
            return "it is no faster than one multiply-add a cycle without vectors would be: the innermost loop was not vectorised."
                    + " Exchange loops, or use the Vector API";
        }
        if (yours.share() < NEARLY / LATENCY) {
            return "it is no faster than vectors in a single chain, where each multiply-add waits four cycles for the one before:"
                    + " keep several accumulators";
        }
        if (yours.share() < HALF) {
            return "several chains, but the multipliers wait half of the time. Let each loaded vector serve several output channels,"
                    + " and each weight several pixels: a tile of 4 x 4. Where it is one already, make its innermost loop longer"
                    + " (filter columns and channels as one stretch): entering it costs as much as several turns";
        }
        if (yours.share() < MOST) {
            return "the registers are well used; see that both streams begin on cache lines (an Arena's tensors do), are read in"
                    + " order, and stay in the caches between uses";
        }
        return "there is little left to gain but by fewer multiplications";
    }
}
