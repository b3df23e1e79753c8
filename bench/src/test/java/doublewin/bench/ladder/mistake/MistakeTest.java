package doublewin.bench.ladder.mistake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mistake costs time, and nothing else: both ways compute the same, to the bit but where a sum has another order. */
class MistakeTest {
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SECOND_SPECIES"})
    void bothWaysComputeTheSame(Mistake mistake) {
        Mistake.Pair pair = mistake.make();
        pair.right();
        float[] right = pair.result().clone();
        pair.wrong();
        float[] wrong = pair.result().clone();
        assertThat(right).hasSameSizeAs(wrong);
        assertThat(right[0]).isNotZero();
        if (mistake == Mistake.REDUCTION_IN_LOOP) {
            assertThat(wrong[0]).isCloseTo(right[0], within(1e-3f));
        } else {
            assertThat(wrong).isEqualTo(right);
        }
    }
}
