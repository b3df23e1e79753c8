package doublewin.bench;

import doublewin.bench.measure.Ceiling;
import doublewin.bench.measure.ConvolutionCase;
import doublewin.bench.measure.ConvolutionCase.Direction;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * The convolutions of WideResNets, 32 images, by both algorithms: GFLOP/s as a counter, and after each iteration the
 * share of the ceiling, measured before and after it on the same workers. {@code ./doublewin bench} gives the same as
 * one table in less time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "-XX:+UseTransparentHugePages"})
public class ConvolutionBenchmark {
    private static final double QUICK_FLOPS = 4e8;

    /**
     * A name as in {@link ConvolutionCase}: the 3x3 convolutions of WideResNets of width 1, 2, 4 and 10, their strided
     * ones, and the 1x1 shortcuts.
     */
    @Param({
        "16@32",
        "32@32",
        "32@16",
        "64@16",
        "64@8",
        "128@8",
        "160@32",
        "320@16",
        "640@8",
        "16-32@32/2",
        "32-64@16/2",
        "160-320@32/2",
        "320-640@16/2",
        "3-16@32",
        "16-32@32/2k1",
        "160-320@32/2k1"
    })
    public String shape;

    /** Which convolution of a training step. */
    @Param({"FORWARD", "INPUT_GRADIENT", "WEIGHT_GRADIENT"})
    public Direction direction;

    /** The algorithms; where Winograd's does not apply, both are the direct one. */
    @Param({"DIRECT", "WINOGRAD"})
    public Numerics numerics;

    /** Workers of the pool. */
    @Param({"1", "2"})
    public int threads;

    private WorkerPool pool;
    private ConvolutionCase convolution;
    private double ceilingBefore;
    private long start;
    private long runs;

    /** Work done, for JMH to divide by time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Work {
        /** Billions of floating-point operations; a multiply-add counts two. */
        public double gflop;
    }

    /**
     * Makes the tensors and checks the three directions against each other, and where that takes no more than seconds
     * one image against the scalar reference.
     */
    @Setup
    public void open() {
        pool = new WorkerPool(threads);
        convolution = new ConvolutionCase(shape, numerics);
        convolution.check(pool);
        if (convolution.flops() < QUICK_FLOPS) {
            ConvolutionCase.checkOneImage(shape, numerics, pool);
        }
    }

    /** Ends the workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** The ceiling before an iteration. */
    @Setup(Level.Iteration)
    public void before() {
        ceilingBefore = ceiling();
        runs = 0;
        start = System.nanoTime();
    }

    /** The ceiling after it, and the share. */
    @TearDown(Level.Iteration)
    public void after() {
        double rate = runs * convolution.flops() / (System.nanoTime() - start);
        double ceiling = (ceilingBefore + ceiling()) / 2;
        System.out.printf(Locale.ROOT, "%.0f %% of %.0f GFLOP/s; ", 100 * rate / ceiling, ceiling);
    }

    private double ceiling() {
        long begin = System.nanoTime();
        Ceiling.run(pool);
        return Ceiling.flops(pool) / (System.nanoTime() - begin);
    }

    /** One convolution of 32 images. */
    @Benchmark
    public void convolution(Work work) {
        convolution.run(pool, direction);
        work.gflop += convolution.flops() / 1e9;
        runs++;
    }
}
