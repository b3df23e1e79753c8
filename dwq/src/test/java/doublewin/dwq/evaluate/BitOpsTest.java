package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.nn.PreActResNet18;
import doublewin.nn.Precision;
import doublewin.nn.WideResNet;
import doublewin.nn.data.ImageShape;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class BitOpsTest {
    private static final ImageShape CIFAR = new ImageShape(32, 32, 3);
    private static final Percentage CLOSE = Percentage.withPercentage(0.1);
    private static final double GIGA = 1e9;

    private static PrecisionMixture uniform(String precisions) {
        return PrecisionMixture.uniform(PrecisionSet.parse(precisions));
    }

    @Test
    void areThePublishedOnesOfWideResNet32() {
        BitOps found = BitOps.of(parts -> new WideResNet(parts, CIFAR, 34, 10, 10), CIFAR);
        assertThat(found.published(Precision.FULL) / GIGA).isCloseTo(6824.6, CLOSE);
        assertThat(found.published(uniform("4..8")) / GIGA).isCloseTo(253.3, CLOSE);
        assertThat(found.published(uniform("4..16")) / GIGA).isCloseTo(759.8, CLOSE);
        assertThat(found.honest(uniform("4..8"))).isGreaterThan(found.published(uniform("4..8")));
    }

    @Test
    void areThePublishedOnesOfPreActResNet18() {
        BitOps found = BitOps.of(parts -> new PreActResNet18(parts, CIFAR, 10), CIFAR);
        assertThat(found.published(Precision.FULL) / GIGA).isCloseTo(569.9, CLOSE);
        assertThat(found.published(uniform("4..16")) / GIGA).isCloseTo(63.5, CLOSE);
    }

    /** By hand: 3x3 from 3 to 4 channels at 16 x 16; 3x3 and 1x1 from 4 to 6 at 8 x 8; 6 features to 10 classes; norms of
     * either map. */
    @Test
    void tellWhatStaysInFullPrecision() {
        BitOps found = BitOps.of(parts -> new SmallNetwork(parts, 1), CIFAR);
        assertThat(found.quantised()).isEqualTo(9L * 4 * 6 * 64);
        assertThat(found.full()).isEqualTo(9L * 3 * 4 * 256 + 4 * 6 * 64 + 6 * 10);
        assertThat(found.normalised()).isEqualTo(4 * 256 + 6 * 64);
        Precision four = new Precision(4);
        assertThat(found.published(four)).isEqualTo(16.0 * (found.quantised() + found.full() + 2 * found.normalised()));
        PrecisionMixture mixed = PrecisionMixture.of(PrecisionSet.parse("4,8"), List.of(0.25, 0.75));
        assertThat(found.published(mixed))
                .isCloseTo(0.25 * found.published(four) + 0.75 * found.published(new Precision(8)), CLOSE);
        assertThat(found.honest(mixed))
                .isCloseTo(0.25 * found.honest(four) + 0.75 * found.honest(new Precision(8)), CLOSE);
        assertThat(found.honest(four))
                .isEqualTo(16.0 * found.quantised() + 1024.0 * (found.full() + found.normalised()));
    }
}
