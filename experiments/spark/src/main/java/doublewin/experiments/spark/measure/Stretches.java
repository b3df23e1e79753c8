package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.plan.TaskSize;
import java.util.ArrayList;
import java.util.List;

/** How the work on a table is cut into tasks. */
final class Stretches {
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

    /** The first images of a candidate, a task that tells how fast an executor is with it; nothing where none are missing. */
    static List<Stretch> probe(List<Stretch> missing) {
        return cut(missing, TaskSize.PROBE).stream().limit(1).toList();
    }

    /**
     * The tasks of the other images.
     *
     * @param rate images a second of one executor, as the probe told
     * @param executors that work
     */
    static List<Stretch> rest(List<Stretch> missing, double rate, int executors) {
        long left = missing.stream().mapToLong(Stretch::images).sum();
        return cut(missing, TaskSize.images(rate, left, executors));
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
}
