package doublewin.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static String[] texts(Ticks ticks) {
        return IntStream.range(0, ticks.count()).mapToObj(ticks::text).toArray(String[]::new);
    }

    @Test
    void numbersAreRound() {
        assertThat(texts(Ticks.of(0, 47.3, 6))).containsExactly("0", "10", "20", "30", "40", "50");
        assertThat(texts(Ticks.of(0, 0.31, 5))).containsExactly("0.0", "0.1", "0.2", "0.3", "0.4");
        assertThat(texts(Ticks.of(24.6, 26.9, 5))).containsExactly("24.5", "25.0", "25.5", "26.0", "26.5", "27.0");
        assertThat(texts(Ticks.of(0, 100, 5))).containsExactly("0", "20", "40", "60", "80", "100");
    }

    @RepeatedTest(200)
    void theyHoldTheRangeAndAreFew(RepetitionInfo repetition) {
        RandomGenerator random = new SplittableRandom(repetition.getCurrentRepetition());
        double low = 100 * random.nextDouble();
        double high = low + StrictMath.pow(10, 6 * random.nextDouble() - 3);
        Ticks ticks = Ticks.of(low, high, 5);
        double rounding = 1e-8 * ticks.step();
        assertThat(ticks.first()).isLessThanOrEqualTo(low + rounding);
        assertThat(ticks.last()).isGreaterThanOrEqualTo(high - rounding);
        assertThat(ticks.count()).isBetween(2, 6);
        assertThat(ticks.first() / ticks.step())
                .isCloseTo(Math.rint(ticks.first() / ticks.step()), within(1e-9 * (1 + low / ticks.step())));
    }
}
