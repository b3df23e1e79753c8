package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.nn.Precision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttackKeysTest {
    private static final long SEED = 3;

    /** Published results stand on these words. */
    @Test
    void pgdStartsAreKeyedByRestartAndPrecisionAlone() {
        for (int bits : new int[] {0, 2, 16}) {
            assertThat(new AttackKeys(SEED, 0, new Precision(bits)).of(7, 0))
                    .isEqualTo(RandomKey.of(SEED, Purpose.EVALUATION_ATTACK)
                            .withRestart(7)
                            .withStep(bits));
        }
    }

    @Test
    void everyCoordinateMakesAnotherKey() {
        Set<RandomKey> keys = new HashSet<>();
        int made = 0;
        for (long seed : new long[] {1, 2}) {
            for (int attack : new int[] {0, 1, RandomKey.MAX_EPOCH}) {
                for (int bits : new int[] {0, 2, 15, 16}) {
                    for (int restart : new int[] {0, 1, RandomKey.MAX_RESTART}) {
                        for (int draw : new int[] {0, 1, 15, 16, AttackKeys.MAX_DRAW}) {
                            for (Backward backward : Backward.values()) {
                                AttackKeys of = new AttackKeys(seed, attack, new Precision(bits));
                                keys.add(of.withBackward(backward).of(restart, draw));
                                made++;
                            }
                        }
                    }
                }
            }
        }
        assertThat(made).isEqualTo(2 * 3 * 4 * 3 * 5 * 4);
        assertThat(keys).hasSize(made);
    }

    /** Published results stand on these words, too. */
    @Test
    void theUniformMixtureIsKeyedAsBeforeAndEveryOtherByItsWeights() {
        assertThat(new AttackKeys(SEED, 13, AttackKeys.MIXTURE).of(7, 2))
                .isEqualTo(RandomKey.of(SEED, Purpose.EVALUATION_ATTACK)
                        .withEpoch(13)
                        .withRestart(7)
                        .withStep(2 << 5 | 17));
        PrecisionSet set = PrecisionSet.parse("4,8");
        PrecisionMixture mixture = new PrecisionMixture(set, List.of(0.25, 0.75));
        AttackKeys keys = AttackKeys.on(SEED, 13, mixture);
        assertThat(keys.of(7, 2))
                .isEqualTo(RandomKey.of(SEED ^ mixture.digest(), Purpose.EVALUATION_ATTACK)
                        .withEpoch(13)
                        .withRestart(7)
                        .withStep(2 << 5 | 18));
        assertThat(AttackKeys.on(SEED, 13, new PrecisionMixture(set, List.of(0.75, 0.25))))
                .isNotEqualTo(keys);
        assertThat(AttackKeys.on(SEED, 13, PrecisionMixture.uniform(set)).target())
                .isEqualTo(AttackKeys.WEIGHTED_MIXTURE);
    }

    @Test
    void aPartOfAnAttackKeepsTheBackwardPass() {
        AttackKeys keys = new AttackKeys(SEED, 22, new Precision(4)).withBackward(Backward.CLIPPED);
        assertThat(keys.withAttack(3).of(0, 0).purpose()).isEqualTo(Purpose.CLIPPED_ATTACK);
        assertThat(keys.withBackward(Backward.UNCLIPPED)).isEqualTo(new AttackKeys(SEED, 22, new Precision(4)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new AttackKeys(SEED, 0, 19)).hasMessage("attack keys: target 19, expected 0 to 18");
        assertThatThrownBy(() -> new AttackKeys(SEED, RandomKey.MAX_EPOCH + 1, Precision.FULL))
                .hasMessage("attack keys: attack 65536, expected 0 to 65535");
        AttackKeys keys = new AttackKeys(SEED, 0, Precision.FULL);
        assertThatThrownBy(() -> keys.of(0, AttackKeys.MAX_DRAW + 1))
                .hasMessage("attack keys: draw 67108864, expected 0 to 67108863");
        assertThatThrownBy(() -> keys.of(RandomKey.MAX_RESTART + 1, 0)).hasMessageContaining("restart is 1024");
    }
}
