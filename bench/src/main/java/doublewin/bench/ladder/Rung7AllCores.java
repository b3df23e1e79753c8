package doublewin.bench.ladder;

import doublewin.engine.parallel.WorkerPool;

/**
 * All cores: the bands are independent of each other, so that workers share them. Each output is still one chain, made by one
 * worker; however many there are, no bit changes.
 */
final class Rung7AllCores implements Rung {
    private final Bands bands;

    Rung7AllCores(Layer layer) {
        bands = new Bands(layer);
    }

    @Override
    public String title() {
        return "all cores";
    }

    @Override
    public String limit() {
        return "the multipliers of all cores";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        bands.prepare(x, w);
    }

    @Override
    public void run(WorkerPool pool) {
        pool.run(bands.count(), bands::run);
    }

    @Override
    public void finish(float[] y) {
        bands.finish(y);
    }
}
