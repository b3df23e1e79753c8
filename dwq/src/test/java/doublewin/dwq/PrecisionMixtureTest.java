package doublewin.dwq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionMixtureTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8,16");

    private static RandomStream stream(int step) {
        return new RandomStream(RandomKey.of(3, Purpose.PRECISION).withStep(step));
    }

    /** Results of uniform draws stand on it. */
    @Test
    void aUniformMixtureDrawsAWholeNumber() {
        PrecisionMixture written = PrecisionMixture.of(SET, List.of(0.3333333, 0.3333333, 0.3333333));
        for (int step = 0; step < 50; step++) {
            int drawn = stream(step).below(3);
            assertThat(PrecisionMixture.uniform(SET).draw(stream(step))).isEqualTo(SET.get(drawn));
            assertThat(written.draw(stream(step))).isEqualTo(SET.get(drawn));
        }
    }

    @Test
    void othersDrawByTheCumulativeSumOfTheirWeights() {
        PrecisionMixture mixture = new PrecisionMixture(SET, List.of(0.25, 0.0, 0.75));
        int draws = 1000;
        int lowest = 0;
        for (int step = 0; step < draws; step++) {
            boolean isLowest = stream(step).uniform() < 0.25f;
            assertThat(mixture.draw(stream(step))).isEqualTo(SET.get(isLowest ? 0 : 2));
            lowest += isLowest ? 1 : 0;
        }
        // 250 expected, with a standard deviation of 14.
        assertThat(lowest).isBetween(200, 300);
        assertThat(mixture.drawn()).containsExactly(0, 2);
        PrecisionMixture certain = new PrecisionMixture(SET, List.of(0.0, 1.0, 0.0));
        for (int step = 0; step < 50; step++) {
            assertThat(certain.draw(stream(step))).isEqualTo(SET.get(1));
        }
    }

    @Test
    void numbersThatWereRoundedAreDividedByTheirSum() {
        PrecisionMixture mixture = PrecisionMixture.of(SET, List.of(0.2, 0.7999995, 1e-15));
        assertThat(mixture.weights().get(0)).isCloseTo(0.2 / 0.9999995, within(1e-15));
        assertThat(mixture.drawn()).containsExactly(0, 1);
        assertThat(mixture).hasToString("20.0 % 4 bit, 80.0 % 8 bit");
        List<Double> exact = List.of(0.125, 0.375, 0.5);
        assertThat(PrecisionMixture.of(SET, exact).weights()).isEqualTo(exact);
    }

    @Test
    void theDigestTellsWeightsAndPrecisionsApart() {
        long digest = new PrecisionMixture(SET, List.of(0.25, 0.0, 0.75)).digest();
        assertThat(digest).isEqualTo(new PrecisionMixture(SET, List.of(0.25, 0.0, 0.75)).digest());
        assertThat(new PrecisionMixture(SET, List.of(0.75, 0.0, 0.25)).digest()).isNotEqualTo(digest);
        assertThat(new PrecisionMixture(PrecisionSet.parse("4,8,12"), List.of(0.25, 0.0, 0.75)).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void whatIsNoDistributionIsRefused() {
        assertThatThrownBy(() -> PrecisionMixture.of(SET, List.of(0.5, 0.5)))
                .hasMessage("precision mixture: expected 3 weights, one for each of 4,8,16, found 2");
        assertThatThrownBy(() -> PrecisionMixture.of(SET, List.of(0.5, -0.5, 1.0)))
                .hasMessage("precision mixture: expected weights from 0 to 1, found -0.5");
        assertThatThrownBy(() -> PrecisionMixture.of(SET, List.of(Double.NaN, 0.5, 0.5)))
                .hasMessageContaining("found NaN");
        assertThatThrownBy(() -> PrecisionMixture.of(SET, List.of(0.5, 0.25, 0.249998)))
                .hasMessageContaining("expected weights with sum 1");
        assertThatThrownBy(() -> PrecisionMixture.of(SET, List.of(0.5, 0.25, 0.5)))
                .hasMessage("precision mixture: expected weights with sum 1, found sum 1.25");
        assertThatThrownBy(() -> new PrecisionMixture(SET, List.of(0.5, 0.25, 0.2499995)))
                .hasMessageContaining("expected weights with sum 1");
    }
}
