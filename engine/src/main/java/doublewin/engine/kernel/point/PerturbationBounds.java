package doublewin.engine.kernel.point;

/**
 * What bounds a perturbation, channel by channel, in the units of the normalised image.
 *
 * @param epsilon largest magnitude, at least 0: n/255 over the channel's standard deviation
 * @param alpha length of a step, at least 0, in the same units
 * @param lower the normalised value of a black pixel
 * @param upper the normalised value of a white pixel, above {@code lower}
 */
public record PerturbationBounds(float[] epsilon, float[] alpha, float[] lower, float[] upper) {
    /** Checks lengths and order, and copies the arrays; those that the accessors return are not to be changed. */
    public PerturbationBounds {
        epsilon = epsilon.clone();
        alpha = alpha.clone();
        lower = lower.clone();
        upper = upper.clone();
        if (alpha.length != epsilon.length || lower.length != epsilon.length || upper.length != epsilon.length) {
            throw new IllegalArgumentException("perturbation bounds: expected one value a channel each, found "
                    + epsilon.length + " of epsilon, " + alpha.length + " of alpha, " + lower.length
                    + " lower and " + upper.length + " upper bounds");
        }
        for (int c = 0; c < epsilon.length; c++) {
            if (!(epsilon[c] >= 0) || !(alpha[c] >= 0) || !(lower[c] < upper[c])) {
                throw new IllegalArgumentException("perturbation bounds: channel " + c
                        + ": expected epsilon and alpha of at least 0 and lower below upper, found epsilon "
                        + epsilon[c] + ", alpha " + alpha[c] + ", lower " + lower[c] + ", upper " + upper[c]);
            }
        }
    }

    /** Number of channels. */
    public int channels() {
        return epsilon.length;
    }
}
