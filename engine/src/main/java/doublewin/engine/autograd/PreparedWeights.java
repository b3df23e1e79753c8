package doublewin.engine.autograd;

import doublewin.engine.kernel.convolution.Convolution;
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
    private final Map<Key, Tensor> kept = new HashMap<>();

    /** An empty store. */
    public PreparedWeights() {}

    /** Tensors are equal only to themselves. */
    private record Key(Tensor weight, int bits, WeightUse use) {}

    /** Forgets everything; the memory is kept for the next weights. */
    public void clear() {
        kept.clear();
        arena.reset();
    }

    /** The weight for this use, prepared at the first call. */
    Tensor of(WorkerPool pool, Convolution convolution, Tensor weight, int bits, WeightUse use) {
        return kept.computeIfAbsent(
                new Key(weight, bits, use), key -> use.prepare(pool, arena, convolution, weight, bits));
    }
}
