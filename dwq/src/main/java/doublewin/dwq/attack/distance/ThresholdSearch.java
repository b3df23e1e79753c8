package doublewin.dwq.attack.distance;

/**
 * The search of Carlini and Wagner's (2017) Linf attack for the smallest threshold with which descent succeeds: that is, the
 * image is misclassified and the loss is next to nothing. Then the threshold becomes nine tenths of itself or of what was
 * reached, whichever is less, and descent goes on from the success with a fresh optimiser. After a failure the constant is
 * doubled, and descent goes on as it was; it never becomes smaller.
 */
final class ThresholdSearch implements ImageSearch {
    private static final double FIRST_CONSTANT = 1e-5;
    private static final double LARGEST_CONSTANT = 20;
    private static final double GROWTH = 2;
    private static final double LOWERING = 0.9;
    private static final double LEAST_THRESHOLD = 1 / 256.0;

    /** Which loss is next to nothing, as a share of the constant. */
    private static final double SLACK = 1e-4;

    private final int steps;
    private double constant = FIRST_CONSTANT;
    private double threshold = 1;
    private double best = Double.POSITIVE_INFINITY;
    private int step;

    /**
     * A search.
     *
     * @param steps iterates for each constant, at least 1
     */
    ThresholdSearch(int steps) {
        this.steps = steps;
    }

    @Override
    public double constant() {
        return constant;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    private boolean succeeds(Iterate iterate) {
        return iterate.adversarial() && iterate.loss() < SLACK * constant;
    }

    @Override
    public boolean isBetter(Iterate iterate) {
        return succeeds(iterate) && iterate.distance() < best;
    }

    @Override
    public Next observe(Iterate iterate) {
        if (succeeds(iterate)) {
            best = Math.min(best, iterate.distance());
            threshold = LOWERING * Math.min(threshold, iterate.distance());
            step = 0;
            return threshold <= LEAST_THRESHOLD ? Next.DONE : Next.GO_ON_AFRESH;
        }
        step++;
        if (step == steps) {
            step = 0;
            constant *= GROWTH;
        }
        return constant < LARGEST_CONSTANT ? Next.DESCEND : Next.DONE;
    }

    @Override
    public Next abandon() {
        return Next.DONE; // no constant makes more of a gradient that vanishes
    }
}
