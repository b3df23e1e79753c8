package doublewin.nn.optimise;

/**
 * One cycle a run: the rate goes from 0 to its maximum in the middle and back to 0, linearly, and the momentum, against
 * it, from 0.9 to 0.8 and back, as PyTorch's cyclic schedule does by default.
 *
 * @param maximumRate learning rate in the middle of the run
 */
public record CyclicSchedule(double maximumRate) implements Schedule {
    private static final double SLOW_MOMENTUM = 0.9;
    private static final double FAST_MOMENTUM = 0.8;

    /** Checks the range. */
    public CyclicSchedule {
        if (!(maximumRate > 0)) {
            throw new IllegalArgumentException(
                    "cyclic schedule: the maximum rate is " + maximumRate + ", expected more than 0");
        }
    }

    @Override
    public float rate(int iteration, int total) {
        return (float) (maximumRate * height(iteration, total));
    }

    @Override
    public float momentum(int iteration, int total) {
        return (float) (SLOW_MOMENTUM - (SLOW_MOMENTUM - FAST_MOMENTUM) * height(iteration, total));
    }

    /** 0 at the ends of the run, 1 in its middle. */
    private static double height(int iteration, int total) {
        Schedule.requireInRun(iteration, total);
        return 2.0 * Math.min(iteration, total - iteration) / total;
    }
}
