package doublewin.bench;

import doublewin.engine.kernel.BatchNorm;
import doublewin.engine.kernel.ReferenceBatchNorm;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
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
        a = random(channels, 3);
        b = random(channels, 4);
        c = random(channels, 5);
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        ReferenceBatchNorm.statistics(x, mean, variance);
        BatchNorm.statistics(pool, x, first, second);
        if (!Arrays.equals(first, mean) || !Arrays.equals(second, variance)) {
            throw new IllegalStateException("benchmark: batch statistics differ from their reference");
        }
        Tensor expected = expected();
        ReferenceBatchNorm.inputGradient(x, dy, a, b, c, expected);
        BatchNorm.inputGradient(pool, x, dy, a, b, c, y);
        requireEqual("batch norm gradient", y, expected);
    }

    /** One read. */
    @Benchmark
    public void statistics() {
        BatchNorm.statistics(pool, x, first, second);
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
        BatchNorm.inputGradient(pool, x, dy, a, b, c, y);
    }

    /** One read, one write. */
    @Benchmark
    public void scaleGradient() {
        BatchNorm.scaleGradient(pool, dy, a, y);
    }
}
