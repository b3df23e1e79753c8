package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeldOutPoolTest {
    /** The value for the population, from very many images, is held in at least 57 of 60 samples; and the interval is narrow. */
    @Test
    void theIntervalHoldsTheTrueValue() {
        SplittableRandom random = new SplittableRandom(2);
        double truth = LineGame.random(20_000, 3, random).whole().solve().value();
        int samples = 60;
        int held = 0;
        double width = 0;
        for (int sample = 0; sample < samples; sample++) {
            HeldOutPool found = HeldOutPool.of(LineGame.random(400, 3, random).whole());
            held += found.value().low() <= truth && truth <= found.value().high() ? 1 : 0;
            width += (found.value().high() - found.value().low()) / samples;
            assertThat(found.mixture()).isLessThan(found.value().high());
        }
        assertThat(held).isGreaterThanOrEqualTo(57);
        assertThat(width).isLessThan(0.2);
    }

    /** Even images lose the first member, odd ones the second: what suits one half loses all of the other. */
    @Test
    void aMixtureIsJudgedByImagesThatItHasNotSeen() {
        double[][] scores = new double[10][2];
        double[][] slopes = new double[10][2];
        for (int image = 0; image < scores.length; image++) {
            Arrays.fill(scores[image], 2);
            scores[image][image % 2] = 0.5;
            Arrays.fill(slopes[image], 1);
        }
        HeldOutPool found = HeldOutPool.of(new LineGame(scores, slopes).whole());
        assertThat(found.mixture()).isZero();
        assertThat(found.bestFixed()).isZero();
        assertThat(found.uniform()).isEqualTo(0.5);
        assertThat(found.value().estimate()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void refusesTooFewImages() {
        assertThatThrownBy(() -> HeldOutPool.of(LineGame.pennies(3).clean())).hasMessageContaining("at least 4");
    }
}
