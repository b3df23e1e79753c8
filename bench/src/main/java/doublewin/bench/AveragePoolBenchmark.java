package doublewin.bench;

import doublewin.engine.kernel.point.AveragePool;
import doublewin.engine.kernel.point.ReferenceAveragePool;
import doublewin.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** Average pooling over 8x8 windows. */
public class AveragePoolBenchmark extends MapBenchmark {
    private static final int WINDOW = 8;

    private Tensor averages;

    @Override
    void check() {
        averages = arena.allocate(AveragePool.pooled(x.shape(), WINDOW));
        Tensor expected = Tensor.zeros(averages.shape());
        ReferenceAveragePool.forward(x, WINDOW, expected);
        AveragePool.forward(pool, x, WINDOW, averages);
        requireEqual("average pool", averages, expected);
    }

    /** One read. */
    @Benchmark
    public void forward() {
        AveragePool.forward(pool, x, WINDOW, averages);
    }

    /** One write. */
    @Benchmark
    public void backward() {
        AveragePool.backward(pool, averages, WINDOW, y);
    }
}
