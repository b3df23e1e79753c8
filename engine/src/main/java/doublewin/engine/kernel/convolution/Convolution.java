package doublewin.engine.kernel.convolution;

import doublewin.engine.kernel.convolution.PreparedWeight.Layout;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
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
    /** How the kernel of a use reads weights. */
    public Layout layout(Use use) {
        return new Layout(
                use, numerics.transforms(shape), shape.outChannels(), shape.inChannels(), shape.side(), shape.stride());
    }

    /** Room for weights of a use, their values undefined until {@link #prepare}. */
    public PreparedWeight allocate(Arena arena, Use use) {
        return new PreparedWeight(layout(use), arena.allocate(Shape.of(preparedSize(use))));
    }

    /** Floats of a weight that is prepared for a use. */
    public int preparedSize(Use use) {
        boolean transforms = numerics.transforms(shape);
        return switch (use) {
            case FORWARD -> transforms ? WinogradForward.preparedSize(shape) : DirectForward.preparedSize(shape);
            case INPUT_GRADIENT ->
                transforms ? WinogradInputGradient.preparedSize(shape) : DirectInputGradient.preparedSize(shape);
        };
    }

    /**
     * Overwrites {@code into} with a weight in the order of its use.
     *
     * @param weight (K, C, R, S)
     * @param into from {@link #allocate}
     */
    public void prepare(WorkerPool pool, Tensor weight, PreparedWeight into) {
        Use use = into.layout().use();
        into.require(layout(use));
        boolean transforms = numerics.transforms(shape);
        switch (use) {
            case FORWARD -> {
                if (transforms) {
                    WinogradForward.prepare(pool, shape, weight, into.values());
                } else {
                    DirectForward.prepare(pool, shape, weight, into.values());
                }
            }
            case INPUT_GRADIENT -> {
                if (transforms) {
                    WinogradInputGradient.prepare(pool, shape, weight, into.values());
                } else {
                    DirectInputGradient.prepare(pool, shape, weight, into.values());
                }
            }
        }
    }

    /**
     * Overwrites y. Lanes past the last image hold what their input lanes give.
     *
     * @param x lane shape (N, H, W, C)
     * @param prologue what happens to x on its way
     * @param prepared weights for {@link Use#FORWARD}
     * @param y lane shape (N, P, Q, K)
     * @param epilogue what happens to finished rows of y
     */
    public void forward(
            WorkerPool pool, Tensor x, Prologue prologue, PreparedWeight prepared, Tensor y, BandEpilogue epilogue) {
        prepared.require(layout(Use.FORWARD));
        Tensor weights = prepared.values();
        if (numerics.transforms(shape)) {
            WinogradForward.run(pool, shape, x, prologue, weights, y, epilogue);
        } else {
            DirectForward.run(pool, shape, x, prologue, weights, y, epilogue);
        }
    }

    /**
     * Overwrites dx. Lanes past the last image hold what their output lanes give.
     *
     * @param dy lane shape (N, P, Q, K)
     * @param prepared weights for {@link Use#INPUT_GRADIENT}
     * @param dx lane shape (N, H, W, C)
     * @param epilogue what happens to finished rows of dx
     */
    public void inputGradient(WorkerPool pool, Tensor dy, PreparedWeight prepared, Tensor dx, BandEpilogue epilogue) {
        prepared.require(layout(Use.INPUT_GRADIENT));
        Tensor weights = prepared.values();
        if (numerics.transforms(shape)) {
            WinogradInputGradient.run(pool, shape, dy, weights, dx, epilogue);
        } else {
            DirectInputGradient.run(pool, shape, dy, weights, dx, epilogue);
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
