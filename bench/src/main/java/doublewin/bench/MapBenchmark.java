package doublewin.bench;

import doublewin.bench.measure.ConvolutionCase;
import doublewin.bench.measure.Noise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the benchmarks of passes over feature maps share: real layer shapes, tensors in an arena as in training, a
 * running pool. Such a pass is bound by memory, so {@link ElementwiseBenchmark}'s copy of the same map is the
 * yardstick.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public abstract class MapBenchmark {
    private static final int IMAGES = 32;

    /** Channels "@" side of the map. */
    @Param({"16@32", "64@16", "640@8"})
    public String map;

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    WorkerPool pool;
    Arena arena;
    Tensor x;
    Tensor dy;
    Tensor y;

    /** Starts the pool and makes the tensors. */
    @Setup(Level.Trial)
    public void makeMaps() {
        pool = new WorkerPool(threads);
        arena = new Arena();
        int channels = Integer.parseInt(map.substring(0, map.indexOf('@')));
        int side = Integer.parseInt(map.substring(map.indexOf('@') + 1));
        Shape shape = Shape.lanes(IMAGES, side, side, channels);
        x = Noise.fill(arena.allocate(shape), 1);
        dy = Noise.fill(arena.allocate(shape), 2);
        y = arena.allocate(shape);
        check();
    }

    /** Ends the pool. */
    @TearDown(Level.Trial)
    public void closePool() {
        pool.close();
    }

    /** Fails unless what is measured computes what its reference computes. */
    abstract void check();

    /** A tensor of the map's shape for a reference's result. */
    Tensor expected() {
        return Tensor.zeros(x.shape());
    }

    static void requireEqual(String what, Tensor found, Tensor expected) {
        ConvolutionCase.requireEqual(what, found, expected);
    }
}
