package doublewin.bench;

import doublewin.bench.measure.NetworkSteps;
import doublewin.bench.measure.Work;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whole steps of a WRN-34 on 32 images; with {@code -prof gc} what one allocates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "-XX:+UseTransparentHugePages"})
public class StepBenchmark {
    /** Which step: of an attack in evaluation mode, of plain training, of PGD-7 training; or the latter's check alone. */
    @Param({"pgd", "train", "pgd7", "check"})
    public String step;

    /** Width of the network. */
    @Param({"1", "2"})
    public int width;

    /** The algorithms. */
    @Param({"WINOGRAD"})
    public Numerics numerics;

    /** Workers of the pool. */
    @Param({"2"})
    public int threads;

    private WorkerPool pool;
    private Work work;

    /** Makes the network. */
    @Setup
    public void open() {
        pool = new WorkerPool(threads);
        NetworkSteps steps = new NetworkSteps(width, numerics, pool);
        work = switch (step) {
            case "pgd" -> steps.pgd(pool);
            case "train" -> steps.train(pool);
            case "pgd7" -> steps.pgd7(pool);
            case "check" -> steps.check(pool);
            default -> throw new IllegalArgumentException("benchmark: there is no step " + step);
        };
    }

    /** Ends the workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** One step. */
    @Benchmark
    public void step() {
        work.body().accept(pool);
    }
}
