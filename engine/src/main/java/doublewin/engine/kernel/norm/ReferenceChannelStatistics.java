package doublewin.engine.kernel.norm;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** {@link ChannelStatistics} as a plain loop nest, with the kernel's order of summation. */
public final class ReferenceChannelStatistics {
    private ReferenceChannelStatistics() {}

    /** Of a batch in lane format. */
    public static ChannelStatistics of(Tensor x) {
        int channels = x.shape().channels();
        ChannelStatistics found = new ChannelStatistics(
                new double[channels], new double[channels], new float[channels], new float[channels]);
        for (int c = 0; c < channels; c++) {
            channel(x, c, found);
        }
        return found;
    }

    private static void channel(Tensor x, int c, ChannelStatistics found) {
        Shape shape = x.shape();
        int rows = RowChunks.rows(shape.width());
        double count = 0;
        double mean = 0;
        double squares = 0;
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        float[] sums = new float[Shape.LANES];
        float[] sumsOfSquares = new float[Shape.LANES];
        for (int block = 0; block < shape.blocks(); block++) {
            int images = shape.imagesInBlock(block);
            for (int first = 0; first < shape.height(); first += rows) {
                int end = Math.min(shape.height(), first + rows);
                float pivot = x.get(LaneFormat.index(shape, block * Shape.LANES, first, 0, c));
                for (int lane = 0; lane < images; lane++) {
                    sums[lane] = 0;
                    sumsOfSquares[lane] = 0;
                    for (int h = first; h < end; h++) {
                        for (int w = 0; w < shape.width(); w++) {
                            float value = x.get(LaneFormat.index(shape, block * Shape.LANES + lane, h, w, c));
                            sums[lane] += value - pivot;
                            sumsOfSquares[lane] = Math.fma(value - pivot, value - pivot, sumsOfSquares[lane]);
                            min = value < min ? value : min;
                            max = value > max ? value : max;
                        }
                    }
                }
                double more = (double) (end - first) * shape.width() * images;
                double sum = Lanes.sum(sums, 0, images);
                double delta = pivot + sum / more - mean;
                squares += Lanes.sum(sumsOfSquares, 0, images)
                        - sum / more * sum
                        + delta * delta * count * more / (count + more);
                mean += delta * more / (count + more);
                count += more;
            }
        }
        found.mean()[c] = mean;
        found.variance()[c] = Math.max(0, squares / count);
        found.min()[c] = min;
        found.max()[c] = max;
    }
}
