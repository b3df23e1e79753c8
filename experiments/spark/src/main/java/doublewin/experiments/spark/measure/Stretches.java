package doublewin.experiments.spark.measure;

import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
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
