package doublewin.engine.kernel;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/** Forward convolution; equals {@link ReferenceConvolution#forward} bit for bit, on any number of workers. */
public final class DirectForward {
    private DirectForward() {}

    /**
     * Overwrites y. Lanes past the last image hold what their input lanes give.
     *
     * @param x lane shape (N, H, W, C)
     * @param weight (K, C, R, S)
     * @param y lane shape (N, P, Q, K)
     */
    public static void run(WorkerPool pool, ConvShape shape, Tensor x, Tensor weight, Tensor y) {
        shape.requireInput(x, "input");
        shape.requireWeight(weight, "weight");
        shape.requireOutput(y, "output");
        int kernel = shape.kernel();
        int taps = kernel * kernel;
        Stencil[] stencils = {new Stencil(kernel, kernel, 0, 0, 0, kernel, 1)};
        boolean skips = kernel == 1;
        new Gather(
                        x.shape(),
                        y.shape(),
                        shape.outHeight(),
                        shape.outWidth(),
                        skips ? shape.stride() : 1,
                        skips ? 1 : shape.stride(),
                        shape.padding(),
                        kernel,
                        1,
                        stencils)
                .run(pool, x, weight, shape.inChannels() * taps, taps, y);
    }
}
