package doublewin.dwq.attack;

import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.data.Normalisation;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an attacker may do to an image: any change within a ball around it, as long as the image stays a valid one. How
 * an attack moves within the ball is its own business.
 *
 * @param ball the shape of the set of changes
 * @param epsilon its size as n of n/255, the brightest pixel being 1; such as 8 for 8/255
 */
public record ThreatModel(Ball ball, float epsilon) {
    private static final double BRIGHTEST = 255.0;
    /** Images are floats: a change that ends at epsilon may be read back as a little more. */
    private static final double ROUNDING = 1e-6;

    /** Checks the range: 0 to 255. */
    public ThreatModel {
        requireRange("epsilon", epsilon);
    }

    /** Refuses what is no n of n/255. */
    public static void requireRange(String what, float value) {
        if (!(value >= 0 && value <= BRIGHTEST)) {
            throw new IllegalArgumentException(
                    "attack: " + what + " is " + value + ", expected 0 to 255 (n of n/255), such as 8 for 8/255");
        }
    }

    /** Ball and epsilon by name, as parameters of an attack begin; the caller's to add to. */
    public SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("ball", ball.name());
        parameters.put("epsilon", Float.toString(epsilon));
        return parameters;
    }

    /** Refuses to go on where an attack is made for another ball. */
    public void requireBall(String attack, Ball expected) {
        if (ball != expected) {
            throw new IllegalArgumentException(attack + ": it perturbs within " + expected + ", found " + ball);
        }
    }

    /**
     * Whether an image is farther from what it was than epsilon, or no image: then it counts for nothing, whoever made it.
     *
     * @param shown normalised images, as many as the batch has
     * @param n which image
     */
    public boolean isExceeded(Batch batch, Tensor shown, int n) {
        float[] from = ImageValues.read(batch.x(), n);
        float[] to = ImageValues.read(shown, n);
        float[] std = batch.normalisation().std();
        float[] mean = batch.normalisation().mean();
        double square = 0;
        double largest = 0;
        for (int i = 0; i < from.length; i++) {
            int c = i % std.length;
            double change = ((double) to[i] - from[i]) * std[c];
            double pixel = (double) to[i] * std[c] + mean[c];
            if (!(pixel >= -ROUNDING && pixel <= 1 + ROUNDING)) {
                return true;
            }
            square += change * change;
            largest = Math.max(largest, Math.abs(change));
        }
        double length = ball == Ball.LINF ? largest : Math.sqrt(square);
        return length > epsilon / BRIGHTEST + ROUNDING;
    }

    /**
     * Epsilon, a step and the box of valid images, per channel, in the units of normalised images.
     *
     * @param alpha length of a step as n of n/255
     */
    public PerturbationBounds bounds(Normalisation normalisation, float alpha) {
        requireBall("bounds by channel", Ball.LINF);
        return new PerturbationBounds(
                normalised(epsilon, normalisation),
                normalised(alpha, normalisation),
                normalisation.lower(),
                normalisation.upper());
    }

    private static float[] normalised(float n, Normalisation normalisation) {
        float[] std = normalisation.std();
        float[] change = new float[std.length];
        for (int c = 0; c < std.length; c++) {
            // PyTorch divides a number by a tensor as reciprocal, then product: so do the official code's figures.
            change[c] = 1f / std[c] * (float) (n / BRIGHTEST);
        }
        return change;
    }
}
