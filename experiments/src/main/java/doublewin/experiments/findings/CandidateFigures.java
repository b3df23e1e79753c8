package doublewin.experiments.findings;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one candidate leaves.
 *
 * @param title in words, such as {@code APGD-T at 4 bit}
 * @param attack its name; empty where the images are clean
 * @param aimedAt such as {@code 4 bit} or {@code the mixture of 4,8,16}; empty where the images are clean
 * @param there accuracy at the precision that it is aimed at, where it is one
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
        Optional<Double> there,
        Interval mean,
        List<Integer> correct,
        int ensembleCorrect,
        int vanished,
        int notFinite) {

    /** Reads a list of candidates, the clean one first. */
    static List<CandidateFigures> read(ResultNode list, Measured measured) throws FormatException {
        List<CandidateFigures> candidates = new ArrayList<>();
        for (ResultNode node : list.list()) {
            candidates.add(of(node, measured));
        }
        return candidates;
    }

    private static CandidateFigures of(ResultNode node, Measured measured) throws FormatException {
        int precisions = measured.precisions().size();
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
                clean ? Optional.empty() : there(node, correct, measured),
                Intervals.read(node),
                correct,
                node.get("ensembleCorrect").count(),
                node.get("vanishedGradients").count(),
                node.get("nonFiniteGradients").count());
    }

    private static Optional<Double> there(ResultNode node, List<Integer> correct, Measured measured)
            throws FormatException {
        PrecisionSet against = Measured.precisions(node.get("against"));
        int position = measured.precisions().indexOf(against.get(0));
        if (against.size() > 1) {
            return Optional.empty();
        }
        if (position >= 0) {
            return Optional.of((double) correct.get(position) / measured.images());
        }
        // Full precision need not be one of the precisions: it then is a twin, with a count of its own.
        return against.get(0).isFull() && node.find("fullPrecisionCorrect").isPresent()
                ? Optional.of((double) node.get("fullPrecisionCorrect").count() / measured.images())
                : Optional.empty();
    }

    private static String aimedAt(ResultNode node) throws FormatException {
        String aim = node.get("aim").text();
        PrecisionSet against = Measured.precisions(node.get("against"));
        return aim.equals("precision") ? against.get(0).toString() : "the " + aim + " of " + against;
    }
}
