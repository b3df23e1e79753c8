package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.experiments.statistics.Interval;
import org.junit.jupiter.api.Test;

class HeldOutBoundsTest {
    /**
     * Eight bounds of each half: 5 % are shared among 16, so each is Wilson's at z = 2.7344. Of 250 of 500 that lies
     * z / 2 sqrt(1 / (500 + z^2)) about the middle.
     */
    @Test
    void allBoundsHoldAtOnce() {
        HeldOutBounds bounds = new HeldOutBounds(8);
        bounds.guarantees(0.5, 500);
        bounds.concedes(0.5, 500);
        double z = 2.734369;
        double half = z / 2 * Math.sqrt(1 / (500 + z * z));
        Interval found = bounds.around(0.5);
        assertThat(found.low()).isCloseTo(0.5 - half, within(1e-6));
        assertThat(found.high()).isCloseTo(0.5 + half, within(1e-6));
    }

    @Test
    void theNarrowestCounts() {
        HeldOutBounds bounds = new HeldOutBounds(1);
        bounds.guarantees(0.2, 500);
        bounds.guarantees(0.5, 500);
        bounds.concedes(0.9, 500);
        bounds.concedes(0.5, 500);
        HeldOutBounds alone = new HeldOutBounds(1);
        alone.guarantees(0.5, 500);
        alone.concedes(0.5, 500);
        assertThat(bounds.around(0.5)).isEqualTo(alone.around(0.5));
    }
}
