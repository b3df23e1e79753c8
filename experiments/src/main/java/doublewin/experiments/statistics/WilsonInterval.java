package doublewin.experiments.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * The interval of a share of images (Wilson, "Probable inference, the law of succession, and statistical inference",
 * 1927): for clean accuracy and for a cell, which are counts. It keeps its confidence near 0 and 1, too.
 */
public final class WilsonInterval {
    private WilsonInterval() {}

    /**
     * The share of correct images.
     *
     * @param correct 0 to {@code images}
     * @param images at least 1
     */
    public static Interval of(int correct, int images) {
        if (images < 1 || correct < 0 || correct > images) {
            throw new IllegalArgumentException("Wilson interval: " + correct + " correct of " + images
                    + " images, expected 0 to the number of images, of at least 1");
        }
        var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(images, correct, Interval.ERROR);
        return new Interval((double) correct / images, interval.getLowerBound(), interval.getUpperBound());
    }
}
