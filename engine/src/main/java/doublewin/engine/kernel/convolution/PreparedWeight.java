package doublewin.engine.kernel.convolution;

import doublewin.engine.tensor.Tensor;

/**
 * A convolution's weight in the order in which one of its kernels reads it. It bears its layout, so that it cannot be
 * read by a kernel that takes another one.
 *
 * @param layout how the values are ordered
 * @param values as {@link Convolution#prepare} orders them
 */
public record PreparedWeight(Layout layout, Tensor values) {
    /** The kernels that read prepared weights. */
    public enum Use {
        /** {@link Convolution#forward}. */
        FORWARD,
        /** {@link Convolution#inputGradient}. */
        INPUT_GRADIENT
    }

    /**
     * All that decides the order.
     *
     * @param use by which kernel it is read
     * @param transformed whether Winograd's transform has been applied
     * @param outChannels K
     * @param inChannels C
     * @param side R = S
     * @param stride of the convolution
     */
    public record Layout(Use use, boolean transformed, int outChannels, int inChannels, int side, int stride) {}

    /** Refuses to be read in another layout than its own. */
    void require(Layout expected) {
        if (!layout.equals(expected)) {
            throw new IllegalArgumentException(
                    "convolution: weights are prepared as " + layout + ", expected " + expected);
        }
    }
}
