package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.ThreatModel;

/**
 * How close the closest adversarial image is that an attack has found, for each image of a batch.
 *
 * @param ball whose norm measures
 * @param values distances between pixels of 0 to 1; 0 for an image that is misclassified as it is, infinite where nothing
 *     was found; not to be changed
 * @param findings what was strange about the gradients that led there
 */
public record Distances(Ball ball, double[] values, GradientFindings findings) {
    private static final double BRIGHTEST = 255.0;
    /** Images are floats: a change that ends at epsilon may be read back as a little more. */
    private static final double ROUNDING = 1e-6;

    /** Whether an adversarial image was found. */
    public boolean isFound(int image) {
        return Double.isFinite(values[image]);
    }

    /** Whether an adversarial image was found within a threat model, whose ball must be the one that distances are of. */
    public boolean isWithin(int image, ThreatModel threat) {
        threat.requireBall("distances in " + ball, ball);
        return values[image] <= threat.epsilon() / BRIGHTEST + ROUNDING;
    }
}
