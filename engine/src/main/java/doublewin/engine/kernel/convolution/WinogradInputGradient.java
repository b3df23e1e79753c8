package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.WinogradTransform.TAPS;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Gradient of the input of a convolution of stride 1 with 3x3 filters by Winograd's algorithm: a forward convolution of
 * dy with the filters turned by half a turn and their channels exchanged. Equals {@link ReferenceWinograd#inputGradient}
 * bit for bit, on any number of workers.
 */
final class WinogradInputGradient {
    private WinogradInputGradient() {}

    /** Floats of the prepared weights. */
    static int preparedSize(ConvShape shape) {
        return WinogradWeights.size(shape.inChannels(), shape.outChannels());
    }

    /**
     * Transforms weights into the order in which {@link #run} reads them.
     *
     * @param weight (K, C, 3, 3)
     * @param prepared overwritten: at least {@link #preparedSize} floats
     */
    static void prepare(WorkerPool pool, ConvShape shape, Tensor weight, Tensor prepared) {
        shape.requireWeight(weight, "weight");
        WinogradWeights.prepare(
                pool, weight, shape.inChannels(), TAPS, shape.outChannels(), shape.inChannels() * TAPS, true, prepared);
    }

    /**
     * Overwrites dx. Lanes past the last image hold what their output lanes give.
     *
     * @param dy lane shape (N, H, W, K)
     * @param prepared weights from {@link #prepare}
     * @param dx lane shape (N, H, W, C)
     * @param epilogue what happens to finished rows of dx
     */
    static void run(WorkerPool pool, ConvShape shape, Tensor dy, Tensor prepared, Tensor dx, BandEpilogue epilogue) {
        shape.requireOutput(dy, "output gradient");
        shape.requireInput(dx, "input gradient");
        new WinogradConvolution(dy.shape(), dx.shape()).run(pool, dy, Prologue.NONE, prepared, dx, epilogue);
    }
}
