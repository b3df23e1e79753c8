package doublewin.nn.optimise;

/** Learning rate and momentum as pure functions of the position in a run: a resumed run needs no other state. */
public interface Schedule {
    /**
     * The learning rate of an iteration.
     *
     * @param iteration 0 to total - 1
     * @param total iterations of the whole run
     */
    float rate(int iteration, int total);

    /** The momentum of an iteration, as {@link #rate}. */
    float momentum(int iteration, int total);

    /** Fails unless the iteration is one of the run's. */
    static void requireInRun(int iteration, int total) {
        if (iteration < 0 || iteration >= total) {
            throw new IllegalArgumentException(
                    "schedule: iteration is " + iteration + ", expected 0 to " + (total - 1) + ", the last of the run");
        }
    }
}
