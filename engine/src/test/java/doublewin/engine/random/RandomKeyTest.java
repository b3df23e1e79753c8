package doublewin.engine.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomKeyTest {
    @Test
    void purposesKeepTheirNumbers() {
        assertThat(Purpose.values())
                .extracting(Purpose::name, Purpose::id)
                .containsExactly(
                        tuple("INITIALISATION", 1),
                        tuple("DATA_ORDER", 2),
                        tuple("AUGMENTATION", 3),
                        tuple("PRECISION", 4),
                        tuple("TRAINING_ATTACK", 5),
                        tuple("EVALUATION_ATTACK", 6),
                        tuple("RANDOM_PRECISION_INFERENCE_ATTACKER", 7),
                        tuple("RANDOM_PRECISION_INFERENCE_DEFENDER", 8),
                        tuple("EMBEDDED_DATA", 9),
                        tuple("BOOTSTRAP", 10),
                        tuple("CLIPPED_ATTACK", 11),
                        tuple("FULL_ATTACK", 12),
                        tuple("FULL_OWN_ATTACK", 13));
        assertThat(Purpose.values()).allMatch(p -> p.id() > 0 && p.id() <= RandomKey.MAX_PURPOSE_ID);
    }

    @Test
    void differentKeysNeverMeet() {
        int[] epochs = {0, 1, 2, 255, 256, RandomKey.MAX_EPOCH};
        int[] images = {0, 1, 2, 65_535, 65_536, Integer.MAX_VALUE};
        int[] restarts = {0, 1, 2, RandomKey.MAX_RESTART};
        int[] steps = {0, 1, 2, 1 << 20, Integer.MAX_VALUE};
        Set<List<Integer>> seen = new HashSet<>();
        int keys = 0;
        for (long seed : new long[] {0, 1, -1, 1L << 32, Long.MIN_VALUE}) {
            for (Purpose purpose : Purpose.values()) {
                for (int epoch : epochs) {
                    for (int image : images) {
                        for (int restart : restarts) {
                            for (int step : steps) {
                                seen.add(words(new RandomKey(seed, purpose, epoch, image, restart, step)));
                                keys++;
                            }
                        }
                    }
                }
            }
        }
        assertThat(keys).isEqualTo(5 * 13 * 6 * 6 * 4 * 5);
        assertThat(seen).hasSize(keys);
    }

    @Test
    void changesOneComponentAtATime() {
        RandomKey key = RandomKey.of(7, Purpose.TRAINING_ATTACK);

        assertThat(key).isEqualTo(new RandomKey(7, Purpose.TRAINING_ATTACK, 0, 0, 0, 0));
        assertThat(key.withEpoch(1).withImage(2).withRestart(3).withStep(4))
                .isEqualTo(new RandomKey(7, Purpose.TRAINING_ATTACK, 1, 2, 3, 4));
    }

    @Test
    void refusesNumbersOutsideTheirBits() {
        RandomKey key = RandomKey.of(1, Purpose.PRECISION);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.withEpoch(65_536))
                .withMessage("random key: epoch is 65536, expected 0 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.withRestart(1024))
                .withMessage("random key: restart is 1024, expected 0 to 1023");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.withImage(-1))
                .withMessage("random key: image is -1, expected 0 to 2147483647");
        assertThatIllegalArgumentException().isThrownBy(() -> key.withStep(-1)).withMessageContaining("step is -1");
    }

    private static List<Integer> words(RandomKey key) {
        return Arrays.asList(
                key.keyWord0(), key.keyWord1(), key.counterWord1(), key.counterWord2(), key.counterWord3());
    }
}
