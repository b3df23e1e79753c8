package doublewin.dwq.attack.query;

import doublewin.dwq.attack.Ball;
import doublewin.engine.random.RandomStream;
import java.util.Arrays;

/**
 * What is believed of one image's gradient, tile by tile, and corrected by differences of losses.
 *
 * <p>In the Linf ball a value is kept within +-1 by exponentiated gradients: {@code p = (1 + v) / 2} becomes
 * {@code p e^(Hg) / (p e^(Hg) + (1 - p) e^(-Hg))}. With {@code v = tanh a} that is {@code a + Hg}, so that {@code a} is what
 * is kept: it neither overflows, nor sticks at +-1 where rounding gets there. In the L2 ball {@code v = a}.
 */
final class GradientPrior {
    private final Ball ball;
    private final double[] kept;
    private final double[] value;
    private final double[] noise;
    private final double[] explored;
    private final double[] gradient;

    GradientPrior(Ball ball, int tiles) {
        this.ball = ball;
        kept = new double[tiles];
        value = new double[tiles];
        noise = new double[tiles];
        explored = new double[tiles];
        gradient = new double[tiles];
    }

    /** Believes nothing any more. */
    void forget() {
        Arrays.fill(kept, 0);
        Arrays.fill(value, 0);
    }

    /** Draws a direction to look into; its expected length is about {@code exploration}. */
    void draw(RandomStream random, double exploration) {
        double scale = exploration / Math.sqrt(noise.length);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = scale * random.gaussian();
        }
    }

    /** The prior, and so far beyond it in the direction drawn last: valid until the next call. */
    double[] explored(int sign) {
        for (int i = 0; i < explored.length; i++) {
            explored[i] = value[i] + sign * noise[i];
        }
        return explored;
    }

    /** Enters how steep the loss was found in the direction drawn last. */
    void enter(double slope) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += slope * noise[i];
        }
    }

    /** Follows what was entered since the last time. */
    void learn(double rate) {
        for (int i = 0; i < kept.length; i++) {
            kept[i] += rate * gradient[i];
            value[i] = ball == Ball.LINF ? StrictMath.tanh(kept[i]) : kept[i];
            gradient[i] = 0;
        }
    }

    /** The prior itself, tile by tile; not to be changed. */
    double[] value() {
        return value;
    }

    /** The sign of each tile: valid until {@link #explored} is called. */
    double[] signs() {
        for (int i = 0; i < explored.length; i++) {
            explored[i] = Math.signum(value[i]);
        }
        return explored;
    }
}
