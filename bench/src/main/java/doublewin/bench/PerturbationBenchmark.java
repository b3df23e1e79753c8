package doublewin.bench;

import doublewin.bench.measure.Noise;
import doublewin.engine.kernel.point.LargestMagnitude;
import doublewin.engine.kernel.point.Perturbation;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.engine.kernel.point.ReferenceLargestMagnitude;
import doublewin.engine.kernel.point.ReferencePerturbation;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
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

/** A step of an attack, a projection and the largest magnitudes of a gradient, on a batch of 128 colour images of 32x32. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PerturbationBenchmark {
    private static final PerturbationBounds BOUNDS = new PerturbationBounds(
            new float[] {0.127f, 0.129f, 0.12f},
            new float[] {0.032f, 0.032f, 0.03f},
            new float[] {-1.99f, -1.98f, -1.71f},
            new float[] {2.06f, 2.13f, 2.12f});

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    private WorkerPool pool;
    private Tensor x;
    private Tensor gradient;
    private Tensor delta;

    /** Makes the tensors and compares a step and a projection with their references. */
    @Setup(Level.Trial)
    public void prepare() {
        pool = new WorkerPool(threads);
        Arena arena = new Arena();
        Shape shape = Shape.lanes(128, 32, 32, 3);
        x = Noise.fill(arena.allocate(shape), 1);
        gradient = Noise.fill(arena.allocate(shape), 2);
        delta = Noise.fill(arena.allocate(shape), 3);
        Tensor expected = Tensor.of(shape, delta.toArray());
        ReferencePerturbation.step(x, gradient, BOUNDS, expected);
        step();
        MapBenchmark.requireEqual("perturbation", delta, expected);
        Noise.fill(delta, 4);
        expected = Tensor.of(shape, delta.toArray());
        ReferencePerturbation.clampToBox(x, BOUNDS, expected);
        clampToBox();
        MapBenchmark.requireEqual("perturbation: box", delta, expected);
        float[] largest = new float[shape.images()];
        ReferenceLargestMagnitude.ofImages(gradient, largest);
        if (!Arrays.equals(largestMagnitude(), largest)) {
            throw new IllegalStateException("largest magnitude: differs from its reference");
        }
    }

    /** Ends the pool. */
    @TearDown(Level.Trial)
    public void closePool() {
        pool.close();
    }

    /** Three reads, one write. */
    @Benchmark
    public void step() {
        Perturbation.step(pool, x, gradient, BOUNDS, delta);
    }

    /** Two reads, one write. */
    @Benchmark
    public void clampToBox() {
        Perturbation.clampToBox(pool, x, BOUNDS, delta);
    }

    /** One read. */
    @Benchmark
    public float[] largestMagnitude() {
        float[] largest = new float[gradient.shape().images()];
        LargestMagnitude.ofImages(pool, gradient, largest);
        return largest;
    }
}
