package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.distance.ImageSearch.Iterate;
import doublewin.dwq.attack.distance.ImageSearch.Next;
import org.junit.jupiter.api.Test;

class ThresholdSearchTest {
    private final ThresholdSearch search = new ThresholdSearch(2);

    private static Iterate success(double distance) {
        return new Iterate(0, 0, distance, true);
    }

    @Test
    void aSuccessLowersTheThresholdBelowWhatWasReached() {
        assertThat(search.threshold()).isEqualTo(1);
        assertThat(search.observe(success(0.5))).isEqualTo(Next.GO_ON_AFRESH);
        assertThat(search.threshold()).isCloseTo(0.45, within(1e-12));
        assertThat(search.observe(success(0.46))).isEqualTo(Next.GO_ON_AFRESH);
        assertThat(search.threshold()).as("not from what exceeds it").isCloseTo(0.405, within(1e-12));
        assertThat(search.observe(success(1 / 256.0 / 0.9 - 1e-9))).isEqualTo(Next.DONE);
    }

    @Test
    void aSuccessHasNextToNoLoss() {
        Iterate costly = new Iterate(0, 1e-9, 0.5, true);
        assertThat(search.isBetter(costly)).isFalse();
        assertThat(search.isBetter(new Iterate(0, 0.99e-9, 0.5, true))).isTrue();
        assertThat(search.isBetter(new Iterate(0, 0, 0.5, false))).isFalse();
        assertThat(search.observe(costly)).isEqualTo(Next.DESCEND);
        assertThat(search.threshold()).isEqualTo(1);
    }

    /** 1e-5 times 2^20 is 10.5, the 21st constant; the next would be above 20. */
    @Test
    void constantDoublesTo20AndStaysAfterASuccess() {
        Iterate failure = new Iterate(1, 1, 0.5, true);
        for (int i = 0; i < 21; i++) {
            assertThat(search.constant()).isCloseTo(1e-5 * (1 << i), within(1e-9));
            assertThat(search.observe(failure)).isEqualTo(Next.DESCEND);
            if (i == 5) {
                search.observe(success(0.4));
                search.observe(failure);
            }
            assertThat(search.observe(failure)).isEqualTo(i < 20 ? Next.DESCEND : Next.DONE);
        }
    }

    @Test
    void onlyACloserSuccessIsBetter() {
        search.observe(success(0.5));
        assertThat(search.isBetter(success(0.5))).isFalse();
        assertThat(search.isBetter(success(0.49))).isTrue();
    }

    @Test
    void aGradientThatCannotBeFollowedIsTheEnd() {
        assertThat(search.abandon()).isEqualTo(Next.DONE);
    }
}
