package doublewin.bench;

import doublewin.engine.kernel.point.ReferenceRelu;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** The rectifier and its gradient. */
public class ReluBenchmark extends MapBenchmark {
    @Override
    void check() {
        Tensor expected = expected();
        ReferenceRelu.forward(x, expected);
        Relu.forward(pool, x, y);
        requireEqual("relu", y, expected);
        ReferenceRelu.backward(x, dy, expected);
        Relu.backward(pool, x, dy, y);
        requireEqual("relu gradient", y, expected);
    }

    /** One read, one write. */
    @Benchmark
    public void forward() {
        Relu.forward(pool, x, y);
    }

    /** Two reads, one write. */
    @Benchmark
    public void backward() {
        Relu.backward(pool, x, dy, y);
    }
}
