package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.WinogradTransform.TAPS;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Forward convolution of stride 1 with 3x3 filters by Winograd's algorithm; equals {@link ReferenceWinograd#forward} bit
 * for bit, on any number of workers.
 */
final class WinogradForward {
    private WinogradForward() {}

    /** Floats of the prepared weights. */
    static int preparedSize(ConvShape shape) {
        return WinogradWeights.size(shape.outChannels(), shape.inChannels());
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
                pool,
                weight,
                shape.outChannels(),
                shape.inChannels() * TAPS,
                shape.inChannels(),
                TAPS,
                false,
                prepared);
    }

    /**
     * Overwrites y. Lanes past the last image hold what their input lanes give.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param prepared weights from {@link #prepare}
     * @param y lane shape (N, H, W, K)
     * @param epilogue what happens to finished rows of y
     */
    static void run(
            WorkerPool pool,
            ConvShape shape,
            Tensor x,
            Prologue prologue,
            Tensor prepared,
            Tensor y,
            BandEpilogue epilogue) {
        shape.requireInput(x, "input");
        prologue.requireFits(x.shape());
        shape.requireOutput(y, "output");
        new WinogradConvolution(x.shape(), y.shape()).run(pool, x, prologue, prepared, y, epilogue);
    }
}
