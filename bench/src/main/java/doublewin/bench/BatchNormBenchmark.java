package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.norm.ChannelStatistics;
import doublewin.engine.kernel.norm.ReferenceBatchNorm;
import doublewin.engine.kernel.norm.ReferenceChannelStatistics;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/** The passes of batch normalisation. */
public class BatchNormBenchmark extends MapBenchmark {
    private double[] first;
    private double[] second;
    private float[] a;
    private float[] b;
    private float[] c;

    @Override
    void check() {
        int channels = x.shape().channels();
        first = new double[channels];
        second = new double[channels];
        a = Noise.floats(channels, 3);
        b = Noise.floats(channels, 4);
        c = Noise.floats(channels, 5);
        ChannelStatistics expectedStatistics = ReferenceChannelStatistics.of(x);
        ChannelStatistics found = ChannelStatistics.of(pool, x);
        if (!Arrays.equals(found.mean(), expectedStatistics.mean())
                || !Arrays.equals(found.variance(), expectedStatistics.variance())) {
            throw new IllegalStateException("benchmark: batch statistics differ from their reference");
        }
        Tensor expected = expected();
        ReferenceBatchNorm.inputGradient(x, dy, a, b, c, Optional.empty(), expected);
        BatchNorm.inputGradient(pool, x, dy, a, b, c, Optional.empty(), y);
        requireEqual("batch norm gradient", y, expected);
    }

    /** One read. */
    @Benchmark
    public ChannelStatistics statistics() {
        return ChannelStatistics.of(pool, x);
    }

    /** One read, one write. */
    @Benchmark
    public void apply() {
        BatchNorm.apply(pool, x, a, b, y);
    }

    /** Two reads. */
    @Benchmark
    public void gradientSums() {
        BatchNorm.gradientSums(pool, x, dy, a, first, second);
    }

    /** Two reads, one write. */
    @Benchmark
    public void inputGradient() {
        BatchNorm.inputGradient(pool, x, dy, a, b, c, Optional.empty(), y);
    }

    /** One read, one write. */
    @Benchmark
    public void scaleGradient() {
        BatchNorm.scaleGradient(pool, dy, a, y);
    }
}
