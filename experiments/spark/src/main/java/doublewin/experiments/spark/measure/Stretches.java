package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Outcomes;
import java.util.ArrayList;
import java.util.List;

/** How the work on a table is cut into tasks. */
final class Stretches {
    /** What a task should take: long against Spark's cost of a task, short against what a lost executor takes along. */
    static final double TASK_SECONDS = 60;

    /** Tasks for each executor that remain, at least, so that the last ones end at about the same time. */
    private static final int TASKS_AT_THE_END = 4;

    /** Images by which it is found out how fast a candidate goes. */
    static final int PROBE = OutcomeEvaluation.IMAGES_AT_ONCE;

    private Stretches() {}

    /** The images of a candidate that are not done, in stretches that are as long as they can be. */
    static List<Stretch> missing(Outcomes outcomes, int candidate) {
        CandidateOutcomes entries = outcomes.of(candidate);
        List<Stretch> found = new ArrayList<>();
        int first = 0;
        while (first < outcomes.images()) {
            int end = first;
            while (end < outcomes.images() && !entries.isDone(end)) {
                end++;
            }
            if (end > first) {
                found.add(new Stretch(candidate, first, end));
            }
            first = end + 1;
        }
        return found;
    }

    /** The same images in stretches of so many, the last ones of each shorter. */
    static List<Stretch> cut(List<Stretch> stretches, int images) {
        List<Stretch> pieces = new ArrayList<>();
        for (Stretch stretch : stretches) {
            for (int first = stretch.first(); first < stretch.end(); first += images) {
                pieces.add(new Stretch(stretch.candidate(), first, Math.min(stretch.end(), first + images)));
            }
        }
        return pieces;
    }

    /**
     * How many images a task should have: whole blocks that take {@link #TASK_SECONDS}, fewer where little is left.
     *
     * @param rate images a second of one executor
     * @param left images of the candidate that are not done
     * @param executors that work
     */
    static int imagesFor(double rate, long left, int executors) {
        double most = Math.min(rate * TASK_SECONDS, (double) left / (TASKS_AT_THE_END * executors));
        long blocks = (long) (most / OutcomeEvaluation.IMAGES_AT_ONCE);
        return Math.clamp(blocks * OutcomeEvaluation.IMAGES_AT_ONCE, OutcomeEvaluation.IMAGES_AT_ONCE, 1 << 20);
    }
}
