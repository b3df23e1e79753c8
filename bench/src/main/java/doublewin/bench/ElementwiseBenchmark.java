package doublewin.bench;

import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.kernel.lane.ReferenceElementwise;
import doublewin.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** Copy and sum of feature maps: what memory gives. */
public class ElementwiseBenchmark extends MapBenchmark {
    @Override
    void check() {
        Tensor expected = expected();
        ReferenceElementwise.add(x, dy, expected);
        Elementwise.add(pool, x, dy, y);
        requireEqual("add", y, expected);
    }

    /** One read, one write. */
    @Benchmark
    public void copy() {
        Elementwise.copy(pool, x, y);
    }

    /** Two reads, one write. */
    @Benchmark
    public void add() {
        Elementwise.add(pool, x, dy, y);
    }
}
