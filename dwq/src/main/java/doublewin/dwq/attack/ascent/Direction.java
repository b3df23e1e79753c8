package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ImageNorms;
import doublewin.dwq.attack.ImageSums;
import doublewin.engine.tensor.Tensor;

/**
 * Where a step goes: along the gradient's sign in the Linf ball, along the gradient itself, of length 1, in the L2 ball.
 * What is not finite is not followed.
 */
final class Direction {
    /** Keeps a gradient of zeros from becoming one of NaNs. */
    private static final double FLOOR = 1e-12;

    private Direction() {}

    /**
     * direction = d(gradient).
     *
     * @param gradient by pixels
     * @param direction overwritten, of the same shape
     */
    static void of(Ball ball, Tensor gradient, Tensor direction) {
        switch (ball) {
            case LINF -> sign(gradient, direction);
            case L2 -> unit(gradient, direction);
        }
    }

    private static void sign(Tensor gradient, Tensor direction) {
        for (int i = 0; i < gradient.elements(); i++) {
            float value = gradient.array()[gradient.offset() + i];
            direction.array()[direction.offset() + i] = value > 0 ? 1 : value < 0 ? -1 : 0;
        }
    }

    private static void unit(Tensor gradient, Tensor direction) {
        double[] norms = new double[gradient.shape().images()];
        ImageNorms.l2(gradient, norms);
        float[] factors = new float[norms.length];
        for (int n = 0; n < norms.length; n++) {
            factors[n] = Double.isFinite(norms[n]) ? (float) (1 / (norms[n] + FLOOR)) : 0;
        }
        direction.fill(0);
        ImageSums.add(gradient, factors, direction);
        for (int i = 0; i < direction.elements(); i++) {
            // An infinite or undefined value times 0.
            float value = direction.array()[direction.offset() + i];
            direction.array()[direction.offset() + i] = Float.isNaN(value) ? 0 : value;
        }
    }
}
