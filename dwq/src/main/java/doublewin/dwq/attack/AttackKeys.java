package doublewin.dwq.attack;

import doublewin.dwq.PrecisionMixture;
import doublewin.engine.random.RandomKey;
import doublewin.nn.Precision;

/**
 * The keys of all that an attack draws while it measures robustness. A draw depends on seed, backward pass, attack, attack
 * precision, image, restart and draw within the restart; never on a batch. The words of {@link RandomKey} are shared out as
 *
 * <pre>
 * purpose   the {@link Backward} pass
 * image     the image's id
 * restart   10 bits: restart of the attack, 0 to 1023
 * epoch     16 bits: {@link Attack#id}, as no epoch matters here
 * step      lowest 5 bits: what is attacked: a precision, 0 for full, else 2 to 16; or a {@link Mixture}, 17;
 *           or one with weights of its own, 18, whose {@link PrecisionMixture#digest} then is in the seed, by exclusive or
 *           26 bits above: draw within the restart (a step, a query), 0 to 67,108,863
 * </pre>
 *
 * @param seed of the evaluation
 * @param attack {@link Attack#id} of the attack
 * @param target bits of the precision that is attacked, {@link #MIXTURE}, or {@link #WEIGHTED_MIXTURE}
 * @param backward how the network is differentiated
 */
public record AttackKeys(long seed, int attack, int target, Backward backward) {
    /** The target of attacks on the uniform mixture of an evaluation's precisions, or on their ensemble. */
    public static final int MIXTURE = 17;

    /** The target of attacks on a mixture with weights of its own. */
    public static final int WEIGHTED_MIXTURE = 18;

    /** Largest number of a draw within a restart. */
    public static final int MAX_DRAW = (1 << 26) - 1;

    private static final int TARGET_BITS = 5;

    /** Checks the attack's id and the target. */
    public AttackKeys {
        if (attack < 0 || attack > RandomKey.MAX_EPOCH) {
            throw new IllegalArgumentException(
                    "attack keys: attack " + attack + ", expected 0 to " + RandomKey.MAX_EPOCH);
        }
        if (target < 0 || target > WEIGHTED_MIXTURE) {
            throw new IllegalArgumentException("attack keys: target " + target + ", expected 0 to " + WEIGHTED_MIXTURE);
        }
    }

    /** The keys of an attack with gradients straight through the quantisers. */
    public AttackKeys(long seed, int attack, int target) {
        this(seed, attack, target, Backward.UNCLIPPED);
    }

    /** The keys of such an attack at a precision. */
    public AttackKeys(long seed, int attack, Precision precision) {
        this(seed, attack, precision.bits());
    }

    /** The keys of an attack on a mixture with weights of its own. */
    public static AttackKeys on(long seed, int attack, PrecisionMixture mixture) {
        return new AttackKeys(seed ^ mixture.digest(), attack, WEIGHTED_MIXTURE);
    }

    /** The keys of another attack on the same target, such as a part of this one. */
    public AttackKeys withAttack(int other) {
        return new AttackKeys(seed, other, target, backward);
    }

    /** The keys of this attack by another backward pass. */
    public AttackKeys withBackward(Backward other) {
        return new AttackKeys(seed, attack, target, other);
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
        return RandomKey.of(seed, backward.purpose())
                .withEpoch(attack)
                .withRestart(restart)
                .withStep(draw << TARGET_BITS | target);
    }
}
