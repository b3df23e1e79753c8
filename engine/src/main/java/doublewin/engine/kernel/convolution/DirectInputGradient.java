package doublewin.engine.kernel.convolution;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Gradient of a convolution's input; equals {@link ReferenceConvolution#inputGradient} bit for bit, on any number of
 * workers.
 *
 * <p>With stride 1 it is a forward convolution of dy with the filter turned by half a turn and its channels exchanged.
 * With stride 2, pixels of even and odd rows and columns meet different taps, so each of the four parities is a small
 * forward convolution of its own: an even row meets filter row 1 only, an odd one filter rows 2 and 0. A 1x1 filter of
 * stride 2 never sees odd rows and columns, whose gradient is zero.
 */
final class DirectInputGradient {
    private DirectInputGradient() {}

    /** Floats of the prepared weights. */
    static int preparedSize(ConvShape shape) {
        return gather(shape).preparedSize();
    }

    /**
     * Puts weights into the order in which {@link #run} reads them.
     *
     * @param weight (K, C, R, S)
     * @param prepared overwritten: at least {@link #preparedSize} floats
     */
    static void prepare(WorkerPool pool, ConvShape shape, Tensor weight, Tensor prepared) {
        shape.requireWeight(weight, "weight");
        int taps = shape.side() * shape.side();
        gather(shape).prepare(pool, weight, taps, shape.inChannels() * taps, prepared);
    }

    /**
     * Overwrites dx. Lanes past the last image hold what their output lanes give.
     *
     * @param dy lane shape (N, P, Q, K)
     * @param prepared weights from {@link #prepare}
     * @param dx lane shape (N, H, W, C)
     * @param epilogue what happens to finished rows of dx
     */
    static void run(WorkerPool pool, ConvShape shape, Tensor dy, Tensor prepared, Tensor dx, BandEpilogue epilogue) {
        shape.requireOutput(dy, "output gradient");
        shape.requireInput(dx, "input gradient");
        gather(shape).run(pool, dy, Prologue.NONE, prepared, dx, epilogue);
    }

    private static Gather gather(ConvShape shape) {
        return shape.stride() == 1 ? Gather.turned(shape) : Gather.parities(shape);
    }
}
