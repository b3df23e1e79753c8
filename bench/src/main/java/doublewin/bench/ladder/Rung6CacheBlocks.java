package doublewin.bench.ladder;

import doublewin.engine.parallel.Scratch;
import doublewin.engine.parallel.WorkerPool;

/**
 * Cache blocks: the map is cut into {@link Bands} of rows whose x, with all channels of a block, fits the second-level cache, and stays
 * there while every tile of output channels reads it. Before, each tile went through the whole map, and fetched it from the third level
 * or from memory.
 */
final class Rung6CacheBlocks implements Rung {
    private final Bands bands;

    Rung6CacheBlocks(Layer layer) {
        bands = new Bands(layer);
    }

    @Override
    public String title() {
        return "cache blocks: bands of rows";
    }

    @Override
    public String limit() {
        return "the multipliers of one core";
    }

    @Override
    public void prepare(float[] x, float[] w) {
        bands.prepare(x, w);
    }

    @Override
    public void run(WorkerPool pool) {
        Scratch scratch = pool.shared();
        for (int band = 0; band < bands.count(); band++) {
            bands.run(band, scratch);
        }
    }

    @Override
    public void finish(float[] y) {
        bands.finish(y);
    }
}
