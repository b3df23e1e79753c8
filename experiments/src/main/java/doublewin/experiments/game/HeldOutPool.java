package doublewin.experiments.game;

import doublewin.experiments.statistics.Interval;

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
        // One of the defender's mixture, and one of each precision under the attacker's.
        HeldOutBounds bounds = new HeldOutBounds(1 + game.precisions().size());
        double mixture = 0;
        double uniform = 0;
        double fixed = 0;
        for (int half = 0; half < 2; half++) {
            PoolGame fitted = game.half(half);
            PoolGame judge = game.half(1 - half);
            PoolGame.Solution found = fitted.solve();
            double left = judge.value(found.defender());
            bounds.guarantees(left, judge.images());
            bounds.concedes(judge.conceded(found.attacker()), judge.images());
            mixture += left / 2;
            uniform += judge.value(MatrixGame.uniform(game.precisions().size())) / 2;
            fixed += judge.value(bestFixed(fitted)) / 2;
        }
        return new HeldOutPool(bounds.around(game.solve().value()), mixture, uniform, fixed);
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
