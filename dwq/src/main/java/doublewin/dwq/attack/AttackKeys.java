package doublewin.dwq.attack;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.nn.Precision;

/**
 * The keys of all that an attack draws while it measures robustness. A draw depends on seed, attack, attack precision,
 * image, restart and draw within the restart; never on a batch. The words of {@link RandomKey} are shared out as
 *
 * <pre>
 * image     the image's id
 * restart   10 bits: restart of the attack, 0 to 1023
 * epoch     16 bits: {@link Attack#id}, as no epoch matters here
 * step      lowest 5 bits: attack precision, 0 for full, else 2 to 16; 17 to 31 are kept for sets of precisions
 *           26 bits above: draw within the restart (a step, a query), 0 to 67,108,863
 * </pre>
 *
 * @param seed of the evaluation
 * @param attack {@link Attack#id} of the attack
 * @param precision that the attack is crafted at
 */
public record AttackKeys(long seed, int attack, Precision precision) {
    /** Largest number of a draw within a restart. */
    public static final int MAX_DRAW = (1 << 26) - 1;

    private static final int PRECISION_BITS = 5;

    /** Checks the attack's id. */
    public AttackKeys {
        if (attack < 0 || attack > RandomKey.MAX_EPOCH) {
            throw new IllegalArgumentException(
                    "attack keys: attack " + attack + ", expected 0 to " + RandomKey.MAX_EPOCH);
        }
    }

    /**
     * The key of a draw, but for the image.
     *
     * @param restart 0 to {@link RandomKey#MAX_RESTART}
     * @param draw 0 to {@link #MAX_DRAW}
     */
    public RandomKey of(int restart, int draw) {
        if (draw < 0 || draw > MAX_DRAW) {
            throw new IllegalArgumentException("attack keys: draw " + draw + ", expected 0 to " + MAX_DRAW);
        }
        return RandomKey.of(seed, Purpose.EVALUATION_ATTACK)
                .withEpoch(attack)
                .withRestart(restart)
                .withStep(draw << PRECISION_BITS | precision.bits());
    }
}
