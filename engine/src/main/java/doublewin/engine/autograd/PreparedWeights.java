package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.PreparedWeight.Layout;
import doublewin.engine.kernel.convolution.PreparedWeight.Use;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Convolution weights, fake-quantised and in the order in which kernels read them. Preparing them costs as much as the
 * convolution of a few images, so the steps of an attack share them: they are kept until {@link #clear}, which is due
 * whenever a parameter has changed.
 */
public final class PreparedWeights {
    private final Arena arena = new Arena();
    private final Map<Key, PreparedWeight> kept = new HashMap<>();

    /** An empty store. */
    public PreparedWeights() {}

    /** Tensors are equal only to themselves. */
    private record Key(Tensor weight, int bits, Layout layout) {}

    /** Forgets everything; the memory is kept for the next weights. */
    public void clear() {
        kept.clear();
        arena.reset();
    }

    /** Bytes of memory held, in use or kept for the next weights. */
    public long bytes() {
        return arena.bytes();
    }

    /** The weight for this use, prepared at the first call. */
    PreparedWeight of(WorkerPool pool, Convolution convolution, Tensor weight, int bits, Use use) {
        return kept.computeIfAbsent(
                new Key(weight, bits, convolution.layout(use)),
                key -> prepare(pool, arena, convolution, weight, bits, use));
    }

    /**
     * A weight (K, C, R, S), fake-quantised by output channel and in the order of a use.
     *
     * @param arena for the result
     * @param bits 2 to 16, or 0 for the weight as it is
     */
    static PreparedWeight prepare(
            WorkerPool pool, Arena arena, Convolution convolution, Tensor weight, int bits, Use use) {
        PreparedWeight prepared = convolution.allocate(arena, use);
        if (bits == 0) {
            convolution.prepare(pool, weight, prepared);
            return prepared;
        }
        Tensor quantised = arena.allocate(weight.shape());
        FakeQuantise.perChannel(pool, weight, bits, quantised);
        convolution.prepare(pool, quantised, prepared);
        arena.free(quantised);
        return prepared;
    }
}
