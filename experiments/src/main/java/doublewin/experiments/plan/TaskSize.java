package doublewin.experiments.plan;

import doublewin.dwq.evaluate.OutcomeEvaluation;

/** How much of a measurement a cluster's executor is given at a time. */
public final class TaskSize {
    /** What a task should take: long against Spark's cost of a task, short against what a lost executor takes along. */
    private static final double SECONDS = 60;

    /** Tasks for each executor that remain, at least, so that the last ones end at about the same time. */
    private static final int AT_THE_END = 4;

    /** Images by which it is found out how fast a candidate goes. */
    public static final int PROBE = OutcomeEvaluation.IMAGES_AT_ONCE;

    private TaskSize() {}

    /**
     * How many images a task should have: whole blocks that take a minute, fewer where little is left.
     *
     * @param rate images a second of one executor
     * @param left images of the candidate that are not done
     * @param executors that work
     */
    public static int images(double rate, long left, int executors) {
        double most = Math.min(rate * SECONDS, (double) left / (AT_THE_END * executors));
        long blocks = (long) (most / OutcomeEvaluation.IMAGES_AT_ONCE);
        return Math.clamp(blocks * OutcomeEvaluation.IMAGES_AT_ONCE, OutcomeEvaluation.IMAGES_AT_ONCE, 1 << 20);
    }
}
