package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What attacks that were named one by one leave, as {@code attack.json} tells it.
 *
 * @param measured what it is about
 * @param candidates the clean one first
 * @param further what there is beside the means over precisions, kind by kind; files of earlier versions lack some
 */
public record AttackFigures(Measured measured, List<CandidateFigures> candidates, List<Further> further) {
    /**
     * One more figure.
     *
     * @param kind what it tells, in a few words
     * @param candidate of which
     * @param accuracy with its interval
     */
    public record Further(String kind, String candidate, Interval accuracy) {
        private static Further read(String kind, ResultNode candidate, ResultNode accuracy) throws FormatException {
            return new Further(kind, candidate.get("candidate").text(), Intervals.read(accuracy));
        }
    }

    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static AttackFigures of(ResultNode node) throws FormatException {
        Measured measured = Measured.read(node);
        ResultNode candidates = node.get("candidates");
        List<Further> further = new ArrayList<>();
        further.addAll(further("where aimed", candidates, "there"));
        further.addAll(further("unlimited draws", candidates, "unlimitedDraws"));
        Optional<ResultNode> lowest = node.find("lowest");
        if (lowest.isPresent()) {
            for (ResultNode one : lowest.get().list()) {
                further.add(Further.read("any backward pass", one, one));
            }
        }
        return new AttackFigures(measured, CandidateFigures.read(candidates, measured), further);
    }

    /** A figure of those candidates that have it. */
    private static List<Further> further(String kind, ResultNode candidates, String field) throws FormatException {
        List<Further> further = new ArrayList<>();
        for (ResultNode candidate : candidates.list()) {
            Optional<ResultNode> accuracy = candidate.find(field);
            if (accuracy.isPresent()) {
                further.add(Further.read(kind, candidate, accuracy.get()));
            }
        }
        return further;
    }
}
