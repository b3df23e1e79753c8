package doublewin.experiments.command;

import doublewin.dwq.compare.Segments;
import doublewin.experiments.evaluate.GradientEvaluation;
import doublewin.experiments.statistics.ComparisonStatistics;
import doublewin.experiments.statistics.Interval;
import doublewin.experiments.statistics.PairMeans;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.util.List;
import java.util.Locale;

/** How alike precisions are to an attacker, for the terminal. */
final class GradientSummary {
    private static final int MIDDLE = Segments.POINTS / 2;
    private static final int END = Segments.POINTS - 1;
    private static final List<Part> FILES = List.of(
            Part.GRADIENT_COSINE_SVG,
            Part.GRADIENT_SIGNS_SVG,
            Part.PERTURBATION_COSINE_SVG,
            Part.PERTURBATION_SIGNS_SVG,
            Part.SEGMENTS_SVG,
            Part.GRADIENTS);

    private GradientSummary() {}

    static String of(GradientEvaluation.Result result, RunFolder run) {
        ComparisonStatistics statistics = result.statistics();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "input gradients of two precisions, on %d images%n", result.directed()));
        line(text, "  cosine", statistics.gradientCosine().means().otherPrecision());
        line(text, "  equal signs", statistics.gradientSigns().means().otherPrecision());
        text.append(String.format(
                Locale.ROOT, "adversarial examples, on the %d images right at all precisions%n", result.attacked()));
        pair(text, "cosine of perturbations", statistics.perturbationCosine().means());
        pair(
                text,
                "equal signs of perturbations",
                statistics.perturbationSigns().means());
        line(
                text,
                "  accuracy on its own examples",
                statistics.accuracies().getFirst().samePrecision());
        pair(text, "accuracy on those", statistics.accuracies().get(END));
        line(text, "  loss on its own examples", statistics.losses().getFirst().samePrecision());
        pair(text, "loss half-way to those", statistics.losses().get(MIDDLE));
        pair(text, "loss on those", statistics.losses().get(END));
        int strange = result.comparison().images() - result.directed();
        if (strange > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "left out of the gradients: %d images with one that is zero or not finite%n",
                    strange));
        }
        text.append(String.format(
                Locale.ROOT,
                "of %d test images at precisions %s%n",
                result.comparison().images(),
                result.precisions()));
        FILES.forEach(part -> text.append(String.format(Locale.ROOT, "  %s%n", run.file(part))));
        return text.toString();
    }

    private static void pair(StringBuilder text, String what, PairMeans means) {
        line(text, "  " + what + ", of another precision", means.otherPrecision());
        line(text, "  " + what + ", of another random start", means.samePrecision());
    }

    private static void line(StringBuilder text, String what, Interval interval) {
        text.append(String.format(
                Locale.ROOT,
                "%-58s %6.3f (%.3f to %.3f)%n",
                what,
                interval.estimate(),
                interval.low(),
                interval.high()));
    }
}
