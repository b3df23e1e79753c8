package doublewin.experiments.statistics;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Outcomes;
import java.util.List;
import java.util.SplittableRandom;

/** Complete outcomes of one attack, made by rule. */
final class SyntheticOutcomes {
    /** Whether an image is classified correctly; {@code attack} is -1 for the clean image. */
    @FunctionalInterface
    interface Rule {
        boolean isCorrect(int image, int attack, int inference);
    }

    private SyntheticOutcomes() {}

    static Outcomes of(PrecisionSet precisions, int images, Rule rule) {
        Outcomes outcomes = Outcomes.atEachPrecision(precisions, List.of("made"), images);
        for (int candidate = 0; candidate <= precisions.size(); candidate++) {
            boolean[][] right = new boolean[precisions.size()][images];
            for (int inference = 0; inference < precisions.size(); inference++) {
                for (int image = 0; image < images; image++) {
                    right[inference][image] = rule.isCorrect(image, candidate - 1, inference);
                }
            }
            outcomes.of(candidate).enter(0, right, new GradientFindings());
        }
        return outcomes;
    }

    /**
     * Each image is so robust, and each cell has its own luck: correct with one probability on the diagonal and another off
     * it, after a factor that the image has in all cells.
     */
    static Outcomes random(PrecisionSet precisions, int images, double diagonal, double other, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] robustness = random.doubles(images).toArray();
        return of(precisions, images, (image, attack, inference) -> {
            double wanted = attack == inference ? diagonal : other;
            return 0.7 * robustness[image] + 0.3 * random.nextDouble() < wanted;
        });
    }
}
