package doublewin.experiments.game;

import doublewin.experiments.statistics.Interval;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * An interval of a game's value by mixtures that are judged on images that they have not seen. Whatever a mixture of the
 * defender guarantees is a lower bound of the value, and whatever one of the attacker's concedes an upper bound; each is
 * Wilson's, and wide enough for all of them at once (Bonferroni). An image's payoff under a mixture lies between 0 and 1, so
 * its mean varies at most as that of a binary rate.
 */
final class HeldOutBounds {
    private final double error;
    private double low;
    private double high = 1;

    /**
     * None yet.
     *
     * @param atOnce from how many bounds of one half those given here are chosen; as many again come from the other half
     */
    HeldOutBounds(int atOnce) {
        // Of each one end in both ways; the library counts both ends.
        error = 2 * (1 - Interval.CONFIDENCE) / (2 * atOnce);
    }

    /** A mixture of the defender leaves this share of so many images right. */
    void guarantees(double share, int images) {
        low = Math.max(low, wilson((int) Math.floor(share * images), images).getLowerBound());
    }

    /** A mixture of the attacker leaves this share of so many images right. */
    void concedes(double share, int images) {
        int correct = Math.min((int) Math.ceil(share * images), images);
        high = Math.min(high, wilson(correct, images).getUpperBound());
    }

    /** The interval; of 20 samples one may have bounds that cross. */
    Interval around(double value) {
        return new Interval(value, Math.min(low, high), Math.max(low, high));
    }

    private org.apache.commons.statistics.interval.Interval wilson(int correct, int images) {
        return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(images, correct, error);
    }
}
