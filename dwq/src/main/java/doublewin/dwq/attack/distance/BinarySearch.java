package doublewin.dwq.attack.distance;

/**
 * The search of Carlini and Wagner (2017) for the smallest constant with which descent succeeds: ten times as much after a
 * failure until there was a success, from then on half-way between the largest that failed and the smallest that succeeded.
 * Each descent begins afresh at the clean image. With ten outer steps or more the last repeats the smallest success.
 *
 * <p>A threshold that nothing exceeds is lowered for the next iterate, which concerns {@link Penalty#EXCESS} alone.
 */
final class BinarySearch implements ImageSearch {
    /** The upper bound where nothing has succeeded yet. */
    private static final double NONE = 1e10;

    private static final double GROWTH = 10;
    private static final int CHECKS = 10;
    private static final int STEPS_TO_REPEAT = 10;
    private static final double LOWERING = 0.9;

    /**
     * How one image is searched.
     *
     * @param constant the first
     * @param outerSteps descents, at least 1
     * @param steps iterates of a descent, at least 1
     * @param abort a descent ends where, after a tenth of its steps, the loss is above this share of what it was
     * @param threshold the first of each descent
     */
    record Schedule(double constant, int outerSteps, int steps, double abort, double threshold) {}

    private final Schedule schedule;
    private double constant;
    private double threshold;
    private double lower;
    private double upper = NONE;
    private double best = Double.POSITIVE_INFINITY;
    private double checkedLoss = Double.POSITIVE_INFINITY;
    private boolean succeeded;
    private int step;
    private int outerStep;

    BinarySearch(Schedule schedule) {
        this.schedule = schedule;
        this.constant = schedule.constant();
        this.threshold = schedule.threshold();
    }

    @Override
    public double constant() {
        return constant;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    @Override
    public boolean isBetter(Iterate iterate) {
        return iterate.adversarial() && iterate.penalty() < best;
    }

    @Override
    public Next observe(Iterate iterate) {
        if (isBetter(iterate)) {
            best = iterate.penalty();
        }
        if (best == 0) {
            return Next.DONE; // no iterate can have a lower one
        }
        succeeded |= iterate.adversarial();
        if (iterate.penalty() == 0) {
            threshold *= LOWERING;
        }
        boolean aborts = false;
        if (step % Math.max(1, schedule.steps() / CHECKS) == 0) {
            aborts = iterate.loss() > checkedLoss * schedule.abort();
            checkedLoss = iterate.loss();
        }
        step++;
        return aborts || step == schedule.steps() ? abandon() : Next.DESCEND;
    }

    @Override
    public Next abandon() {
        if (succeeded) {
            upper = Math.min(upper, constant);
        } else {
            lower = Math.max(lower, constant);
        }
        constant = upper < NONE ? (lower + upper) / 2 : constant * GROWTH;
        outerStep++;
        if (outerStep == schedule.outerSteps()) {
            return Next.DONE;
        }
        if (outerStep == schedule.outerSteps() - 1 && schedule.outerSteps() >= STEPS_TO_REPEAT) {
            constant = upper;
        }
        step = 0;
        succeeded = false;
        checkedLoss = Double.POSITIVE_INFINITY;
        threshold = schedule.threshold();
        return Next.START_AGAIN;
    }
}
