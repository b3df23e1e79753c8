package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AdamTest {
    private static final Shape SHAPE = Shape.lanes(18, 1, 2, 1);
    private final Adam adam = new Adam(0.01, Tensor.zeros(SHAPE), Tensor.zeros(SHAPE));

    private double step(int image, double gradient) {
        adam.begin(image);
        return adam.move(LaneFormat.index(SHAPE, image, 0, 1, 0), image, gradient);
    }

    /** The first step is the rate, whatever the gradient; a gradient of 1e-8, epsilon, is worth half of it. */
    @Test
    void firstStepIsTheRateAgainstTheGradientsSign() {
        assertThat(step(17, 123)).isCloseTo(-0.01, within(1e-8));
        assertThat(step(16, -1e-3)).isCloseTo(0.01, within(1e-6));
        assertThat(step(0, 1e-8)).isCloseTo(-0.005, within(1e-6));
    }

    /** By hand: mean .9 * .1 - .1 * 2 = -.11 over 1 - .81, square .999 * .001 + .001 * 4 = .004999 over 1 - .998001. */
    @Test
    void secondStepIsThatOfTheCorrectedMoments() {
        step(3, 1);
        assertThat(step(3, -2)).isCloseTo(0.01 * (0.11 / 0.19) / Math.sqrt(0.004999 / 0.001999), within(1e-8));
    }

    @Test
    void anImageBeginsAfreshWhileOthersGoOn() {
        step(3, 1);
        step(4, 1);
        double second = step(4, -2);
        step(3, -5);
        adam.reset(3);
        step(4, 1);
        step(3, 1);
        assertThat(step(3, -2)).isEqualTo(second);
        adam.reset(4);
        step(4, 1);
        assertThat(step(4, -2)).isEqualTo(second);
    }
}
