package doublewin.engine.kernel.convolution;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/** Forward convolution; equals {@link ReferenceConvolution#forward} bit for bit, on any number of workers. */
final class DirectForward {
    private DirectForward() {}

    /** Floats of the prepared weights. */
    static int preparedSize(ConvShape shape) {
        return Gather.forward(shape).preparedSize();
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
        Gather.forward(shape).prepare(pool, weight, shape.inChannels() * taps, taps, prepared);
    }

    /**
     * Overwrites y. Lanes past the last image hold what their input lanes give.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param prepared weights from {@link #prepare}
     * @param y lane shape (N, P, Q, K)
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
        Gather.forward(shape).run(pool, x, prologue, prepared, y, epilogue);
    }
}
