package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.kernel.quantise.ReferenceFakeQuantise;
import doublewin.engine.kernel.quantise.ReferenceRangeFinder;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** Range finding and fake quantisation of a feature map, and of a 3x3 weight with as many channels. */
public class QuantiserBenchmark extends MapBenchmark {
    private static final int BITS = 8;

    private QuantisationGrid grid;
    private Tensor weight;
    private Tensor quantised;

    @Override
    void check() {
        int channels = x.shape().channels();
        weight = Noise.fill(arena.allocate(Shape.of(channels, channels, 3, 3)), 3);
        quantised = arena.allocate(weight.shape());
        Range range = RangeFinder.perTensor(pool, x);
        if (!range.equals(ReferenceRangeFinder.perTensor(x))) {
            throw new IllegalStateException("benchmark: " + range + " differs from the reference");
        }
        grid = QuantisationGrid.of(range, BITS);
        Tensor expected = expected();
        ReferenceFakeQuantise.perTensor(x, grid, expected);
        FakeQuantise.perTensor(pool, x, grid, y);
        requireEqual("fake quantisation", y, expected);
    }

    /** One read. */
    @Benchmark
    public Range range() {
        return RangeFinder.perTensor(pool, x);
    }

    /** One read, one write. */
    @Benchmark
    public void fakeQuantise() {
        FakeQuantise.perTensor(pool, x, grid, y);
    }

    /** Two reads, one write. */
    @Benchmark
    public void fakeQuantiseWeight() {
        FakeQuantise.perChannel(pool, weight, BITS, quantised);
    }
}
