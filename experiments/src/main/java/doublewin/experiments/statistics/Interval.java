package doublewin.experiments.statistics;

/**
 * An estimate and an interval that holds the true value in 95 of 100 samples of images.
 *
 * @param estimate of the figure, as all it is computed from: a fraction of 1, or a difference of such
 * @param low lower end
 * @param high upper end
 */
public record Interval(double estimate, double low, double high) {
    /** How often intervals hold the true value. */
    public static final double CONFIDENCE = 0.95;

    /** How often they miss it. */
    static final double ERROR = 1 - CONFIDENCE;

    /** Checks the order of the ends. */
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval: ends are " + low + " and " + high + ", expected rising ones");
        }
    }
}
