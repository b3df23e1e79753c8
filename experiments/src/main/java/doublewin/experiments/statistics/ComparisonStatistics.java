package doublewin.experiments.statistics;

import doublewin.dwq.compare.Comparison;
import doublewin.dwq.compare.Segments;
import java.util.List;

/**
 * How alike precisions are to an attacker, as means over images.
 *
 * @param gradientCosine of the angle between the gradients of two precisions
 * @param gradientSigns share of pixels at which their signs agree
 * @param perturbationCosine of the angle between the perturbations of two precisions; on the diagonal, of two random starts
 * @param perturbationSigns share of pixels at which their signs agree
 * @param accuracy at a precision (row) on the adversarial examples of another (column); on the diagonal, on its own of
 *     another random start
 * @param losses [point] on the way from a precision's own adversarial examples to others, as {@link Segments}
 * @param accuracies [point] on the same way
 */
public record ComparisonStatistics(
        PairFigure gradientCosine,
        PairFigure gradientSigns,
        PairFigure perturbationCosine,
        PairFigure perturbationSigns,
        PairFigure accuracy,
        List<PairMeans> losses,
        List<PairMeans> accuracies) {
    /**
     * The statistics of a comparison.
     *
     * @param comparison with at least one image that has gradients at all precisions, and one that was attacked
     */
    public static ComparisonStatistics of(Comparison comparison) {
        Segments segments = comparison.segments();
        return new ComparisonStatistics(
                PairFigure.of(comparison.gradients().cosine()),
                PairFigure.of(comparison.gradients().signs()),
                PairFigure.of(comparison.perturbations().cosine()),
                PairFigure.of(comparison.perturbations().signs()),
                PairFigure.of(segments.correct().getLast()),
                PairMeans.of(segments.losses()),
                PairMeans.of(segments.correct()));
    }
}
