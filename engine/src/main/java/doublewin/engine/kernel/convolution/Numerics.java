package doublewin.engine.kernel.convolution;

/**
 * The algorithms that compute convolutions. Which one a layer gets is a fixed function of this option and the layer's
 * shape, never of the machine, since the two round differently: the option belongs to a run's identity.
 */
public enum Numerics {
    /** Every output is one chain of multiply-adds, or for weights a sum of such chains: the reference. */
    DIRECT,

    /** Winograd's F(4x4, 3x3) for 3x3 filters of stride 1 with at least 32 channels on both sides, else direct. */
    WINOGRAD;

    /** Fewer channels do too little between the transforms to pay for them (docs/winograd.md). Bits depend on it. */
    private static final int WINOGRAD_FROM = 32;

    /** Whether this convolution goes through Winograd's transforms, in all its directions. */
    public boolean transforms(ConvShape shape) {
        return this == WINOGRAD
                && shape.side() == 3
                && shape.stride() == 1
                && Math.min(shape.inChannels(), shape.outChannels()) >= WINOGRAD_FROM;
    }
}
