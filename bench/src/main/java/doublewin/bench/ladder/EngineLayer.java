package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.BandEpilogue;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;

/** A layer with the engine's own tensors and kernels, for the rungs that end there. */
final class EngineLayer {
    private final Layer layer;
    private final Convolution convolution;
    private final PreparedWeight w;
    private final Tensor x;
    private final Tensor y;

    /** A layer that is computed by these algorithms. */
    EngineLayer(Layer layer, Numerics numerics) {
        this.layer = layer;
        convolution = new Convolution(layer.shape(), numerics);
        Arena arena = new Arena();
        w = convolution.allocate(arena, PreparedWeight.Use.FORWARD);
        x = arena.allocate(layer.shape().input());
        y = arena.allocate(layer.shape().output());
    }

    void prepare(float[] x, float[] w) {
        LaneFormat.pack(x, this.x);
        try (WorkerPool one = new WorkerPool(1)) {
            convolution.prepare(one, Tensor.of(layer.shape().weight(), w), this.w);
        }
    }

    void run(WorkerPool pool, Prologue prologue) {
        convolution.forward(pool, x, prologue, w, y, BandEpilogue.NONE);
    }

    void finish(float[] y) {
        float[] images = LaneFormat.unpack(this.y);
        System.arraycopy(images, 0, y, 0, y.length);
    }
}
