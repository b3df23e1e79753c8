package doublewin.experiments.findings;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one candidate leaves.
 *
 * @param title in words, such as {@code APGD-T at 4 bit}
 * @param attack its name; empty where the images are clean
 * @param aimedAt such as {@code 4 bit} or {@code the mixture of 4,8,16}; empty where the images are clean
 * @param mean accuracy averaged over the precisions
 * @param correct [precision] images classified correctly
 * @param ensembleCorrect images that the ensemble has right
 * @param vanished images with a gradient on the attack's way that was zero in every pixel
 * @param notFinite images with one that was not finite
 */
public record CandidateFigures(
        String title,
        String attack,
        String aimedAt,
        Interval mean,
        List<Integer> correct,
        int ensembleCorrect,
        int vanished,
        int notFinite) {

    /** Reads a list of candidates, the clean one first. */
    static List<CandidateFigures> read(ResultNode list, int precisions) throws FormatException {
        List<CandidateFigures> candidates = new ArrayList<>();
        for (ResultNode node : list.list()) {
            candidates.add(of(node, precisions));
        }
        return candidates;
    }

    private static CandidateFigures of(ResultNode node, int precisions) throws FormatException {
        List<Integer> correct = new ArrayList<>();
        for (ResultNode count : node.get("correct").list()) {
            correct.add(count.count());
        }
        if (correct.size() != precisions) {
            throw node.get("correct").problem(precisions + " counts, one a precision");
        }
        boolean clean = node.find("attack").isEmpty();
        return new CandidateFigures(
                node.get("candidate").text(),
                clean ? "" : node.get("attack").text(),
                clean ? "" : aimedAt(node),
                Intervals.read(node),
                correct,
                node.get("ensembleCorrect").count(),
                node.get("vanishedGradients").count(),
                node.get("nonFiniteGradients").count());
    }

    private static String aimedAt(ResultNode node) throws FormatException {
        String aim = node.get("aim").text();
        PrecisionSet against = Measured.precisions(node.get("against"));
        return aim.equals("precision") ? against.get(0).toString() : "the " + aim + " of " + against;
    }
}
