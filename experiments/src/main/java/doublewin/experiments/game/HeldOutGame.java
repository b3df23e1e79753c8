package doublewin.experiments.game;

import doublewin.experiments.statistics.Interval;
import java.util.stream.IntStream;

/**
 * A game whose payoffs are means over images, played fairly: mixtures are fitted on one half of the images and judged by
 * the other, both ways.
 *
 * <p>The interval of the value is made of bounds by mixtures that have not seen the images ({@link HeldOutBounds}), for all
 * rows, columns and halves at once.
 *
 * @param value of the game on all images, and its interval
 * @param mixture what the fitted mixtures guarantee on the other half, mean of both ways
 * @param uniform what the uniform mixture guarantees there
 * @param bestFixed what the best row of one half guarantees there
 */
public record HeldOutGame(Interval value, double mixture, double uniform, double bestFixed) {
    /** So few images can be halved. */
    public static final int FEWEST = 4;

    /** The payoffs of each image. */
    @FunctionalInterface
    public interface Payoffs {
        /** From 0 to 1. */
        double of(int image, int row, int column);
    }

    /**
     * Plays it.
     *
     * @param images how many, at least 4; even ones make one half, odd ones the other
     */
    public static HeldOutGame of(int images, int rows, int columns, Payoffs payoffs) {
        if (images < FEWEST) {
            throw new IllegalArgumentException(
                    "game: expected at least " + FEWEST + " images to halve, found " + images);
        }
        MatrixGame[] halves = {game(images, 0, 2, rows, columns, payoffs), game(images, 1, 2, rows, columns, payoffs)};
        HeldOutBounds bounds = new HeldOutBounds(rows + columns);
        double mixture = 0;
        double uniform = 0;
        double fixed = 0;
        for (int half = 0; half < 2; half++) {
            MatrixGame fitted = halves[half];
            MatrixGame judge = halves[1 - half];
            int judging = (images + half) / 2;
            Equilibrium found = fitted.solve();
            double guaranteed = judge.guaranteed(found.defender());
            bounds.guarantees(guaranteed, judging);
            bounds.concedes(judge.conceded(found.attacker()), judging);
            mixture += guaranteed / 2;
            uniform += judge.guaranteed(MatrixGame.uniform(rows)) / 2;
            fixed += judge.least(fitted.bestRow()) / 2;
        }
        double value = game(images, 0, 1, rows, columns, payoffs).solve().value();
        return new HeldOutGame(bounds.around(value), mixture, uniform, fixed);
    }

    /** Of every so-many-th image. */
    private static MatrixGame game(int images, int first, int step, int rows, int columns, Payoffs payoffs) {
        double[][] means = new double[rows][columns];
        int[] taken = IntStream.iterate(first, image -> image < images, image -> image + step)
                .toArray();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int image : taken) {
                    means[row][column] += payoffs.of(image, row, column);
                }
                means[row][column] /= taken.length;
            }
        }
        return new MatrixGame(means);
    }
}
