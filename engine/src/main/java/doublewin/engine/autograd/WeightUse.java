package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** The two orders in which kernels read the weight of a convolution. */
enum WeightUse {
    /** {@link Convolution#forward}. */
    FORWARD,
    /** {@link Convolution#inputGradient}. */
    INPUT_GRADIENT;

    /**
     * A weight (K, C, R, S), fake-quantised by output channel and in the order of this use.
     *
     * @param bits 2 to 16, or 0 for the weight as it is
     */
    Tensor prepare(WorkerPool pool, Arena arena, Convolution convolution, Tensor weight, int bits) {
        Tensor prepared = arena.allocate(Shape.of(size(convolution)));
        if (bits == 0) {
            reorder(pool, convolution, weight, prepared);
            return prepared;
        }
        Tensor quantised = arena.allocate(weight.shape());
        FakeQuantise.perChannel(pool, weight, bits, quantised);
        reorder(pool, convolution, quantised, prepared);
        arena.free(quantised);
        return prepared;
    }

    private int size(Convolution convolution) {
        return switch (this) {
            case FORWARD -> convolution.forwardSize();
            case INPUT_GRADIENT -> convolution.inputGradientSize();
        };
    }

    private void reorder(WorkerPool pool, Convolution convolution, Tensor weight, Tensor prepared) {
        switch (this) {
            case FORWARD -> convolution.prepareForward(pool, weight, prepared);
            case INPUT_GRADIENT -> convolution.prepareInputGradient(pool, weight, prepared);
        }
    }
}
