package doublewin.dwq.attack;

import doublewin.engine.kernel.PerturbationBounds;
import doublewin.nn.data.Normalisation;

/**
 * How far an attack may move a pixel, and how far in one step; both n of n/255, the brightest pixel being 1.
 *
 * @param epsilon largest change of a pixel, such as 8 for 8/255
 * @param alpha change in one step, such as 2 for 2/255
 */
public record PerturbationBudget(float epsilon, float alpha) {
    private static final double BRIGHTEST = 255.0;

    /** Checks the ranges: both 0 to 255. */
    public PerturbationBudget {
        requireRange("epsilon", epsilon);
        requireRange("alpha", alpha);
    }

    private static void requireRange(String what, float value) {
        if (!(value >= 0 && value <= BRIGHTEST)) {
            throw new IllegalArgumentException(
                    "attack: " + what + " is " + value + ", expected 0 to 255 (n of n/255), such as 8 for 8/255");
        }
    }

    /** The budget and the box of valid images, per channel, in the units of normalised images. */
    public PerturbationBounds bounds(Normalisation normalisation) {
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
