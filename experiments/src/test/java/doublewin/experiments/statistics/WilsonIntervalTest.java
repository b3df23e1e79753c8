package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {
    private static final double Z = 1.959963984540054;

    @Test
    void isTheFormulaOfWilsonsArticle() {
        for (int correct : new int[] {0, 1, 137, 499, 500}) {
            int n = 500;
            double p = (double) correct / n;
            double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
            double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
            Interval interval = WilsonInterval.of(correct, n);
            assertThat(interval.estimate()).isEqualTo(p);
            assertThat(interval.low()).isCloseTo(centre - half, within(1e-12));
            assertThat(interval.high()).isCloseTo(centre + half, within(1e-12));
        }
    }

    @Test
    void countsAreAmongTheImages() {
        assertThatThrownBy(() -> WilsonInterval.of(11, 10)).hasMessageContaining("11 correct of 10 images");
        assertThatThrownBy(() -> WilsonInterval.of(-1, 10)).hasMessageContaining("-1 correct");
        assertThatThrownBy(() -> WilsonInterval.of(0, 0)).hasMessageContaining("0 images");
    }
}
