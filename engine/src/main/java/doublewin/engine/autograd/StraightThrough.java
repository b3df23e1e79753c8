package doublewin.engine.autograd;

/**
 * How a gradient passes the quantisers of activations, whose derivative is zero almost everywhere. Weights are never clamped:
 * their grid is that of their own range.
 */
public enum StraightThrough {
    /** Unchanged everywhere, as in the official code. */
    UNCLIPPED,
    /**
     * Unchanged where a value lies within the grid, and zero where it was clamped, as if the quantiser were the clamp alone
     * (Bengio, Leonard and Courville, "Estimating or propagating gradients through stochastic neurons", 2013; Hubara et al.,
     * "Binarized neural networks", 2016, equation 4).
     */
    CLIPPED
}
