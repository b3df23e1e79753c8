package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.store.ResultNode;
import java.util.List;

/**
 * What attacks that were named one by one leave, as {@code attack.json} tells it.
 *
 * @param measured what it is about
 * @param candidates the clean one first
 */
public record AttackFigures(Measured measured, List<CandidateFigures> candidates) {
    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static AttackFigures of(ResultNode node) throws FormatException {
        Measured measured = Measured.read(node);
        return new AttackFigures(measured, CandidateFigures.read(node.get("candidates"), measured));
    }
}
