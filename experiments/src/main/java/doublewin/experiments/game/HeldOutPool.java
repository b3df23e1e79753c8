package doublewin.experiments.game;

import doublewin.experiments.statistics.Interval;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * A {@link PoolGame}, played fairly: mixtures are fitted on one half of the images and judged by the other, both ways. The
 * interval of the value is made as that of {@link HeldOutGame}: the attacker's mixture is one over mixtures that he answers
 * image by image, so it can be judged by images that it has not seen, too.
 *
 * @param value of the game on all images, and its interval, as far as the pool goes
 * @param mixture what the defender's fitted mixtures leave of the other half, mean of both ways
 * @param uniform what the uniform mixture leaves there
 * @param bestFixed what the best precision of one half leaves there
 */
public record HeldOutPool(Interval value, double mixture, double uniform, double bestFixed) {
    /**
     * Plays it.
     *
     * @param game on at least 4 images
     */
    public static HeldOutPool of(PoolGame game) {
        if (game.images() < HeldOutGame.FEWEST) {
            throw new IllegalArgumentException(
                    "game: expected at least " + HeldOutGame.FEWEST + " images to halve, found " + game.images());
        }
        // For both ways one end of the defender's mixture and one of each precision; the library counts both ends.
        double error =
                2 * (1 - Interval.CONFIDENCE) / (2 * (1 + game.precisions().size()));
        double low = 0;
        double high = 1;
        double mixture = 0;
        double uniform = 0;
        double fixed = 0;
        for (int half = 0; half < 2; half++) {
            PoolGame fitted = game.half(half);
            PoolGame judge = game.half(1 - half);
            PoolGame.Solution found = fitted.solve();
            double left = judge.value(found.defender());
            low = Math.max(
                    low,
                    wilson((int) Math.floor(left * judge.images()), judge.images(), error)
                            .getLowerBound());
            double conceded = judge.conceded(found.attacker()) * judge.images();
            high = Math.min(
                    high,
                    wilson((int) Math.ceil(conceded), judge.images(), error).getUpperBound());
            mixture += left / 2;
            uniform += judge.value(MatrixGame.uniform(game.precisions().size())) / 2;
            fixed += judge.value(bestFixed(fitted)) / 2;
        }
        double value = game.solve().value();
        // Of 20 samples one may have bounds that cross.
        Interval interval = new Interval(value, Math.min(low, high), Math.max(low, high));
        return new HeldOutPool(interval, mixture, uniform, fixed);
    }

    private static org.apache.commons.statistics.interval.Interval wilson(int correct, int images, double error) {
        return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(images, Math.min(correct, images), error);
    }

    /** All weight on the precision that leaves most, the first of equals. */
    private static double[] bestFixed(PoolGame game) {
        double[] best = certain(game, 0);
        for (int q = 1; q < game.precisions().size(); q++) {
            if (game.value(certain(game, q)) > game.value(best)) {
                best = certain(game, q);
            }
        }
        return best;
    }

    private static double[] certain(PoolGame game, int precision) {
        double[] mixture = new double[game.precisions().size()];
        mixture[precision] = 1;
        return mixture;
    }
}
