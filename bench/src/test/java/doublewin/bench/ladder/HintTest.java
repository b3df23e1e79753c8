package doublewin.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.kernel.lane.Lanes;
import org.junit.jupiter.api.Test;

/** Each sign leads to its own advice. */
class HintTest {
    private static String hint(double share, long allocatedBytes) {
        return Hint.of(new RungFigures("*", "", "", 1, 1, 1, share, 0, 0, 0, allocatedBytes));
    }

    @Test
    void eachSignHasItsAdvice() {
        assertThat(hint(0.9, 100 << 20)).contains("100 MiB of objects");
        assertThat(hint(0.9 / Lanes.WIDTH, 0)).contains("not vectorised");
        assertThat(hint(0.15, 0)).contains(Lanes.WIDTH > 7 ? "several accumulators" : "not vectorised");
        assertThat(hint(0.45, 0)).contains("a tile of 4 x 4");
        assertThat(hint(0.7, 0)).contains("cache lines");
        assertThat(hint(0.95, 1000)).contains("fewer multiplications");
    }
}
