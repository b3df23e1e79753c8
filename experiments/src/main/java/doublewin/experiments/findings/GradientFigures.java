package doublewin.experiments.findings;

import doublewin.engine.io.FormatException;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.store.ResultNode;

/**
 * How alike precisions are to an attacker, as {@code gradients.json} tells it. All are means over pairs of precisions.
 *
 * @param measured what it is about
 * @param attacked how many images the perturbations are of
 * @param cosine of the gradients of two precisions
 * @param signs share of equal signs of these
 * @param perturbations of two precisions, and of two random starts of one
 */
public record GradientFigures(
        Measured measured, int attacked, Interval cosine, Interval signs, Perturbations perturbations) {
    /** Perturbations compared. */
    public record Perturbations(Pair cosine, Pair signs, Pair accuracy) {}

    /**
     * One figure both ways.
     *
     * @param otherPrecision of the perturbations of two precisions
     * @param otherStart of those of two random starts of one precision
     */
    public record Pair(Interval otherPrecision, Interval otherStart) {
        private static Pair read(ResultNode node) throws FormatException {
            return new Pair(Intervals.read(node.get("otherPrecision")), Intervals.read(node.get("samePrecision")));
        }
    }

    /**
     * Reads them.
     *
     * @throws FormatException that names what is missing or wrong
     */
    public static GradientFigures of(ResultNode node) throws FormatException {
        ResultNode gradients = node.get("gradients");
        ResultNode perturbations = node.get("perturbations");
        return new GradientFigures(
                Measured.read(node),
                perturbations.get("images").count(),
                Intervals.read(gradients.get("cosine").get("otherPrecision")),
                Intervals.read(gradients.get("signs").get("otherPrecision")),
                new Perturbations(
                        Pair.read(perturbations.get("cosine")),
                        Pair.read(perturbations.get("signs")),
                        Pair.read(perturbations.get("accuracy"))));
    }
}
