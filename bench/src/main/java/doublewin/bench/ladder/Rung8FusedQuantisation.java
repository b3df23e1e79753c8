package doublewin.bench.ladder;

import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.parallel.WorkerPool;
import java.util.Arrays;

/**
 * What a layer of a quantised network needs besides: ReLU, and fake quantisation to 8 bit, of its input. They are done while a band is
 * copied, when each value is in a register anyway, and cost next to nothing; a pass of their own would read and write all of x once
 * more.
 *
 * <p>From here on the engine does it, by {@code Convolution} with a {@code Prologue}; its loops are those of rungs 6 and 7.
 */
final class Rung8FusedQuantisation implements Rung {
    private static final int BITS = 8;

    private final Layer layer;
    private final EngineLayer engine;
    private Prologue prologue = Prologue.NONE;

    Rung8FusedQuantisation(Layer layer) {
        this.layer = layer;
        engine = new EngineLayer(layer, Numerics.DIRECT);
    }

    /** What is convolved: x after ReLU, on the grid over its range. */
    static float[] activation(float[] x) {
        QuantisationGrid grid = grid(x);
        float[] activation = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            activation[i] = grid.fakeQuantise(Math.max(x[i], 0));
        }
        return activation;
    }

    private static QuantisationGrid grid(float[] x) {
        float highest = 0;
        for (float value : x) {
            highest = Math.max(highest, value);
        }
        return QuantisationGrid.of(0, highest, BITS);
    }

    @Override
    public String title() {
        return "ReLU and 8-bit fake quantisation in the copy";
    }

    @Override
    public String limit() {
        return "the multipliers of all cores";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        engine.prepare(x, w);
        float[] scale = new float[layer.inChannels()];
        Arrays.fill(scale, 1);
        prologue = Prologue.normReluQuantise(scale, new float[layer.inChannels()], grid(x));
    }

    @Override
    public void run(WorkerPool pool) {
        engine.run(pool, prologue);
    }

    @Override
    public void finish(float[] y) {
        engine.finish(y);
    }
}
