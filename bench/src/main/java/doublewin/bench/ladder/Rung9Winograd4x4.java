package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.parallel.WorkerPool;

/**
 * The engine's Winograd, F(4x4): 36 multiplications a channel for 144, transforms with larger numbers and so with more rounding
 * error, and loops that keep V, M and U in the caches that they fit. docs/winograd.md leads through it.
 */
final class Rung9Winograd4x4 implements Rung {
    private final EngineLayer engine;

    Rung9Winograd4x4(Layer layer) {
        engine = new EngineLayer(layer, Numerics.WINOGRAD);
    }

    @Override
    public String title() {
        return "Winograd F(4x4), the engine's";
    }

    @Override
    public String limit() {
        return "its transforms, and the caches between them";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        engine.prepare(x, w);
    }

    @Override
    public void run(WorkerPool pool) {
        engine.run(pool, Prologue.NONE);
    }

    @Override
    public void finish(float[] y) {
        engine.finish(y);
    }
}
