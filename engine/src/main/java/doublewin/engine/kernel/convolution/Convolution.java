package doublewin.engine.kernel.convolution;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * A convolution in all its directions, by the algorithm that the numerics give its shape.
 *
 * <pre>
 *   forward          y  = epilogue( prologue(x) * w )
 *   input gradient   dx = epilogue( dy * w turned )
 *   weight gradient  dw = prologue(x) * dy
 * </pre>
 *
 * <p>Weights are prepared apart from running, since many passes may use the same ones.
 *
 * @param shape the sizes
 * @param numerics which algorithms
 */
public record Convolution(ConvShape shape, Numerics numerics) {
    /** Floats of the weights prepared for {@link #forward}. */
    public int forwardSize() {
        return numerics.transforms(shape) ? WinogradForward.preparedSize(shape) : DirectForward.preparedSize(shape);
    }

    /** Overwrites {@code prepared} with what {@link #forward} reads of the weight, (K, C, R, S). */
    public void prepareForward(WorkerPool pool, Tensor weight, Tensor prepared) {
        if (numerics.transforms(shape)) {
            WinogradForward.prepare(pool, shape, weight, prepared);
        } else {
            DirectForward.prepare(pool, shape, weight, prepared);
        }
    }

    /**
     * Overwrites y. Lanes past the last image hold what their input lanes give.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param prepared weights from {@link #prepareForward}
     * @param y lane shape (N, P, Q, K)
     * @param epilogue what happens to finished rows of y
     */
    public void forward(
            WorkerPool pool, Tensor x, Prologue prologue, Tensor prepared, Tensor y, BandEpilogue epilogue) {
        if (numerics.transforms(shape)) {
            WinogradForward.run(pool, shape, x, prologue, prepared, y, epilogue);
        } else {
            DirectForward.run(pool, shape, x, prologue, prepared, y, epilogue);
        }
    }

    /** Floats of the weights prepared for {@link #inputGradient}. */
    public int inputGradientSize() {
        return numerics.transforms(shape)
                ? WinogradInputGradient.preparedSize(shape)
                : DirectInputGradient.preparedSize(shape);
    }

    /** Overwrites {@code prepared} with what {@link #inputGradient} reads of the weight, (K, C, R, S). */
    public void prepareInputGradient(WorkerPool pool, Tensor weight, Tensor prepared) {
        if (numerics.transforms(shape)) {
            WinogradInputGradient.prepare(pool, shape, weight, prepared);
        } else {
            DirectInputGradient.prepare(pool, shape, weight, prepared);
        }
    }

    /**
     * Overwrites dx. Lanes past the last image hold what their output lanes give.
     *
     * @param dy lane shape (N, P, Q, K)
     * @param prepared weights from {@link #prepareInputGradient}
     * @param dx lane shape (N, H, W, C)
     * @param epilogue what happens to finished rows of dx
     */
    public void inputGradient(WorkerPool pool, Tensor dy, Tensor prepared, Tensor dx, BandEpilogue epilogue) {
        if (numerics.transforms(shape)) {
            WinogradInputGradient.run(pool, shape, dy, prepared, dx, epilogue);
        } else {
            DirectInputGradient.run(pool, shape, dy, prepared, dx, epilogue);
        }
    }

    /**
     * Overwrites dweight. Lanes past the last image take no part.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param dy lane shape (N, P, Q, K)
     * @param dweight (K, C, R, S)
     */
    public void weightGradient(WorkerPool pool, Tensor x, Prologue prologue, Tensor dy, Tensor dweight) {
        if (numerics.transforms(shape)) {
            WinogradWeightGradient.run(pool, shape, x, prologue, dy, dweight);
        } else {
            DirectWeightGradient.run(pool, shape, x, prologue, dy, dweight);
        }
    }
}
