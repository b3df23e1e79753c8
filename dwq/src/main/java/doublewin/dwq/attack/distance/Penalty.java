package doublewin.dwq.attack.distance;

/** What descents in tanh space pay for a change {@code e} of a value, summed over an image's values. */
enum Penalty {
    /** {@code e^2}. */
    SQUARE {
        @Override
        double of(double change, double threshold) {
            return change * change;
        }

        @Override
        double slope(double change, double threshold) {
            return 2 * change;
        }
    },
    /** {@code max(|e| - threshold, 0)}: values within the threshold are free. */
    EXCESS {
        @Override
        double of(double change, double threshold) {
            return Math.max(Math.abs(change) - threshold, 0);
        }

        @Override
        double slope(double change, double threshold) {
            return Math.abs(change) > threshold ? Math.signum(change) : 0;
        }
    };

    abstract double of(double change, double threshold);

    /** The derivative by the change. */
    abstract double slope(double change, double threshold);
}
