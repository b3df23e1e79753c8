package doublewin.engine.kernel.convolution;

import static doublewin.engine.kernel.convolution.ConvolutionTile.TILE;
import static doublewin.engine.kernel.convolution.WinogradTransform.POSITIONS;
import static doublewin.engine.kernel.convolution.WinogradTransform.TAPS;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * Transformed weights U = G g G^T, in the order in which {@link ConvolutionTile} reads them:
 *
 * <pre>
 *   [36 positions][block of summed channels][tile of 4 outputs][summed channel of the block][4 outputs]
 * </pre>
 *
 * The last tile is filled up with zeros. The values of one position, block and tile lie side by side, so that is the
 * direction in which a vector transforms them.
 */
final class WinogradWeights {
    private WinogradWeights() {}

    /** Floats of all positions. */
    static int size(int outputs, int summed) {
        return POSITIONS * positionSize(outputs, summed);
    }

    /** Floats of one position. */
    static int positionSize(int outputs, int summed) {
        return WeightPacking.size(1, outputs, summed);
    }

    /**
     * Transforms and packs 3x3 filters.
     *
     * @param weight filters: output o, summed channel i, tap t at {@code o * outputStride + i * summedStride + t}
     * @param turned whether to turn each filter by half a turn: tap 8 - t in the place of t
     */
    static void prepare(
            WorkerPool pool,
            Tensor weight,
            int outputs,
            int outputStride,
            int summed,
            int summedStride,
            boolean turned,
            Tensor prepared) {
        int block = ConvShape.channelBlock(summed);
        int tap = summed * TILE;
        int position = positionSize(outputs, summed);
        pool.run(WeightPacking.tiles(outputs), (tile, scratch) -> {
            Tensor area = scratch.floats(WinogradTransform.WORK + TAPS * tap);
            float[] array = area.array();
            int work = area.offset();
            int taps = work + WinogradTransform.WORK;
            int valid = Math.min(TILE, outputs - tile * TILE);
            int from0 = weight.offset() + tile * TILE * outputStride;
            for (int i = 0; i < summed; i++) {
                int to = taps + i * TILE;
                load(weight.array(), from0 + i * summedStride, outputStride, valid, turned, array, to, tap);
            }
            for (int first = 0; first < summed; first += block) {
                int channels = Math.min(block, summed - first);
                int to = prepared.offset() + WeightPacking.start(1, tile, outputs, first, channels);
                int from = taps + first * TILE;
                WinogradTransform.weight(
                        array, from, tap, channels * TILE, prepared.array(), to, position, array, work);
            }
        });
    }

    /** Sorts the filters of one summed channel and the {@code valid} outputs of a tile by tap: [9 taps][4 outputs]. */
    private static void load(
            float[] weight, int from, int outputStride, int valid, boolean turned, float[] taps, int to, int tap) {
        int first = turned ? TAPS - 1 : 0;
        int step = turned ? -1 : 1;
        if (valid == TILE) {
            loadFour(weight, from + first, step, outputStride, taps, to, tap);
            return;
        }
        for (int o = 0; o < TILE; o++) {
            for (int t = 0; t < TAPS; t++) {
                taps[to + t * tap + o] = o < valid ? weight[from + o * outputStride + first + t * step] : 0;
            }
        }
    }

    private static void loadFour(float[] weight, int from, int step, int outputStride, float[] taps, int to, int tap) {
        for (int t = 0; t < TAPS; t++) {
            int source = from + t * step;
            int target = to + t * tap;
            taps[target] = weight[source];
            taps[target + 1] = weight[source + outputStride];
            taps[target + 2] = weight[source + 2 * outputStride];
            taps[target + 3] = weight[source + 3 * outputStride];
        }
    }
}
