package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.Ball;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GradientPriorTest {
    private static RandomStream random() {
        return new RandomStream(RandomKey.of(1, Purpose.EVALUATION_ATTACK));
    }

    /** The published formula, from probabilities; it differs by rounding. */
    @Test
    void learnsByExponentiatedGradientsInTheLinfBall() {
        GradientPrior prior = new GradientPrior(Ball.LINF, 5);
        RandomStream random = random();
        double[] expected = new double[5];
        for (double slope : new double[] {0.7, -1.3, 2}) {
            prior.draw(random, 1);
            double[] above = prior.explored(1).clone();
            double[] below = prior.explored(-1).clone();
            for (int i = 0; i < 5; i++) {
                double g = slope * (above[i] - below[i]) / 2;
                double p = (1 + expected[i]) / 2;
                double up = p * StrictMath.exp(0.5 * g);
                double down = (1 - p) * StrictMath.exp(-0.5 * g);
                expected[i] = 2 * up / (up + down) - 1;
                assertThat((above[i] + below[i]) / 2).isCloseTo(prior.value()[i], within(1e-12));
            }
            prior.enter(slope);
            prior.learn(0.5);
            assertThat(prior.value()).containsExactly(expected, within(1e-12));
        }
        assertThat(expected).doesNotContain(0);
    }

    @Test
    void neitherOverflowsNorSticks() {
        GradientPrior prior = new GradientPrior(Ball.LINF, 5);
        prior.draw(random(), 1);
        prior.enter(1e6);
        prior.learn(1);
        assertThat(DoubleStream.of(prior.value()).map(Math::abs).toArray()).containsOnly(1);
        prior.enter(-1e6);
        prior.learn(1);
        assertThat(prior.value()).containsOnly(0);
    }

    @Test
    void addsInTheL2BallWhatIsEnteredOnce() {
        GradientPrior prior = new GradientPrior(Ball.L2, 4);
        prior.draw(random(), 1);
        double[] noise = prior.explored(1).clone();
        prior.enter(3);
        prior.enter(-1);
        prior.learn(0.5);
        prior.learn(0.5);
        for (int i = 0; i < 4; i++) {
            assertThat(prior.value()[i]).isCloseTo(noise[i], within(1e-12));
            assertThat(prior.signs()[i]).isEqualTo(Math.signum(noise[i]));
        }
        prior.forget();
        prior.learn(1);
        assertThat(prior.value()).containsOnly(0);
    }

    /** Of 3,000 squares of normal numbers, 4 standard deviations are 4 sqrt(2 / 3000) = .1. */
    @Test
    void looksAsFarAsItShall() {
        GradientPrior prior = new GradientPrior(Ball.L2, 3000);
        prior.draw(random(), 0.1);
        double squares = DoubleStream.of(prior.explored(1)).map(v -> v * v).sum();
        assertThat(squares / 0.01).isCloseTo(1, within(0.1));
    }

    @Test
    void tilesAreStretchedToTheNearestPixels() {
        Shape image = Shape.lanes(2, 4, 6, 1);
        Tensor to = Tensor.zeros(image);
        Tensor from = Tensor.zeros(image);
        from.fill(10);
        Tiling tiling = new Tiling(3, image);
        double[] tiles = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        tiling.add(tiles, 2, from, to, 1);
        float[] second = Arrays.copyOfRange(LaneFormat.unpack(to), 24, 48);
        assertThat(second)
                .containsExactly(
                        12, 12, 14, 14, 16, 16, 12, 12, 14, 14, 16, 16, 18, 18, 20, 20, 22, 22, 24, 24, 26, 26, 28, 28);
        assertThat(LaneFormat.unpack(to)).startsWith(new float[24]);
        // 2 x (1 + 4 + 9) twice, 2 x (16 + 25 + 36), 2 x (49 + 64 + 81)
        assertThat(tiling.length(tiles)).isEqualTo(Math.sqrt(598));
        assertThat(new Tiling(20, Shape.lanes(1, 32, 32, 3)).values()).isEqualTo(1200);
    }
}
