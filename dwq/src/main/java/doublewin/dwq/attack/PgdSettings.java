package doublewin.dwq.attack;

import doublewin.engine.random.RandomKey;

/**
 * A PGD attack that evaluates robustness.
 *
 * @param steps gradient steps of each restart, at least 1
 * @param restarts random starts, 1 to 1024; the one with the highest loss counts, image by image
 * @param budget how far a pixel may move
 */
public record PgdSettings(int steps, int restarts, PerturbationBudget budget) {
    private static final int MAX_RESTARTS = RandomKey.MAX_RESTART + 1;

    /** Checks the ranges. */
    public PgdSettings {
        if (steps < 1) {
            throw new IllegalArgumentException("PGD: expected at least 1 step, found " + steps);
        }
        if (restarts < 1 || restarts > MAX_RESTARTS) {
            throw new IllegalArgumentException("PGD: expected 1 to " + MAX_RESTARTS + " restarts, found " + restarts);
        }
    }
}
