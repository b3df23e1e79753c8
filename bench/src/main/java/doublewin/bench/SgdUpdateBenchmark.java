package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.point.ReferenceSgdUpdate;
import doublewin.engine.kernel.point.SgdUpdate;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
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

/** The update of one 3x3 weight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SgdUpdateBenchmark {
    private static final float LEARNING_RATE = 1e-8f;

    /** Input and output channels. */
    @Param({"16", "64", "640"})
    public int channels;

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    private WorkerPool pool;
    private Tensor parameter;
    private Tensor gradient;
    private Tensor velocity;

    /** Makes the tensors and compares one update with its reference. */
    @Setup(Level.Trial)
    public void prepare() {
        pool = new WorkerPool(threads);
        Arena arena = new Arena();
        Shape shape = Shape.of(channels, channels, 3, 3);
        parameter = Noise.fill(arena.allocate(shape), 1);
        gradient = Noise.fill(arena.allocate(shape), 2);
        velocity = Noise.fill(arena.allocate(shape), 3);
        Tensor expected = Tensor.of(shape, parameter.toArray());
        Tensor expectedVelocity = Tensor.of(shape, velocity.toArray());
        ReferenceSgdUpdate.apply(expected, gradient, expectedVelocity, LEARNING_RATE, 0.9f, 5e-4f);
        update();
        MapBenchmark.requireEqual("sgd update", parameter, expected);
        MapBenchmark.requireEqual("sgd update: velocity", velocity, expectedVelocity);
    }

    /** Ends the pool. */
    @TearDown(Level.Trial)
    public void closePool() {
        pool.close();
    }

    /** Three reads, two writes. */
    @Benchmark
    public void update() {
        SgdUpdate.apply(pool, parameter, gradient, velocity, LEARNING_RATE, 0.9f, 5e-4f);
    }
}
