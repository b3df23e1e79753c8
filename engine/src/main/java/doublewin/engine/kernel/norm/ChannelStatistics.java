package doublewin.engine.kernel.norm;

import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;

/**
 * What batch norm and the quantiser behind it need to know of a batch of feature maps, by channel, over the images and
 * pixels it has.
 *
 * @param mean by channel
 * @param variance biased, at least 0; NaN or infinite where a value of the channel is, or where it overflows
 * @param min smallest values; NaNs are left out
 * @param max largest values; NaNs are left out
 */
public record ChannelStatistics(double[] mean, double[] variance, float[] min, float[] max) {

    /** Of a whole batch, in a pass of its own. */
    public static ChannelStatistics of(WorkerPool pool, Tensor x) {
        try (StatisticsCollector collector = new StatisticsCollector(pool, x.shape())) {
            new RowChunks(x.shape())
                    .run(pool, (block, first, end, scratch) -> collector.addRows(x, block, first, end, scratch));
            return collector.finish();
        }
    }

    /**
     * The range of relu(fma(x, scale, shift)) over all channels, for finite x. In each channel that function is
     * monotone, rounding included, so its extremes are its values at the channel's extremes: the same floats as
     * {@link RangeFinder} finds.
     */
    public Range reluRange(float[] scale, float[] shift) {
        float lowest = Float.POSITIVE_INFINITY;
        float highest = 0;
        for (int c = 0; c < scale.length; c++) {
            float a = Math.fma(min[c], scale[c], shift[c]);
            float b = Math.fma(max[c], scale[c], shift[c]);
            lowest = Math.min(lowest, Math.max(0f, Math.min(a, b)));
            highest = Math.max(highest, Math.max(a, b));
        }
        return new Range(lowest + 0f, highest + 0f);
    }
}
