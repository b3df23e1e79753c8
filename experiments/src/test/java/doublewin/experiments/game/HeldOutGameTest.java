package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeldOutGameTest {
    private static final int IMAGES = 1000;
    private static final int SIZE = 4;

    /** Matching pennies with noise: right with probability d where precisions agree, o where they do not. */
    private static HeldOutGame.Payoffs payoffs(SplittableRandom random, double d, double o) {
        double[][][] drawn = new double[IMAGES][SIZE][SIZE];
        for (double[][] image : drawn) {
            // What one image has in common over all cells is most of its outcome, as with networks.
            double luck = random.nextDouble();
            for (int row = 0; row < SIZE; row++) {
                for (int column = 0; column < SIZE; column++) {
                    double chance = random.nextInt(3) == 0 ? random.nextDouble() : luck;
                    image[row][column] = chance < (row == column ? d : o) ? 1 : 0;
                }
            }
        }
        return (image, row, column) -> drawn[image][row][column];
    }

    /** In at least 95 of 100 samples; and narrow, so that it is not the whole of 0 to 1 that covers. */
    @Test
    void theIntervalHoldsTheTrueValue() {
        SplittableRandom random = new SplittableRandom(1);
        int samples = 200;
        int held = 0;
        double width = 0;
        for (int sample = 0; sample < samples; sample++) {
            double d = random.nextDouble(0.1, 0.4);
            double o = random.nextDouble(0.45, 0.9);
            double truth = (d + (SIZE - 1) * o) / SIZE;
            HeldOutGame found = HeldOutGame.of(IMAGES, SIZE, SIZE, payoffs(random, d, o));
            held += found.value().low() <= truth && truth <= found.value().high() ? 1 : 0;
            width += (found.value().high() - found.value().low()) / samples;
            assertThat(found.value().estimate())
                    .isBetween(found.value().low(), found.value().high());
        }
        assertThat(held).isGreaterThanOrEqualTo(190);
        assertThat(width).isLessThan(0.15);
    }

    /** Each half's mixture is judged by the other: where halves contradict each other, fitting to the own half is found out. */
    @Test
    void aMixtureIsJudgedByImagesThatItHasNotSeen() {
        HeldOutGame found = HeldOutGame.of(10, 2, 1, (image, row, column) -> image % 2 == row ? 1 : 0);
        assertThat(found.mixture()).isZero();
        assertThat(found.bestFixed()).isZero();
        assertThat(found.uniform()).isEqualTo(0.5);
        assertThat(found.value().estimate()).isEqualTo(0.5);
    }

    @Test
    void refusesTooFewImages() {
        assertThatThrownBy(() -> HeldOutGame.of(3, 1, 1, (image, row, column) -> 1))
                .hasMessageContaining("at least 4");
    }
}
