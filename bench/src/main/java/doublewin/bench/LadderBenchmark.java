package doublewin.bench;

import doublewin.bench.ladder.Climber;
import doublewin.bench.ladder.Ladder;
import doublewin.bench.ladder.Layer;
import doublewin.bench.ladder.Rung;
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

/**
 * The rungs of {@code ./doublewin bench ladder}, 32 images, for JMH's profilers: {@code -prof gc} shows a rung that makes objects,
 * {@code -prof perfnorm} loads and cache misses a run where the machine has counters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "-XX:+UseTransparentHugePages"})
public class LadderBenchmark {
    private static final int IMAGES = 32;

    /** Which rung. */
    @Param
    public Ladder rung;

    /** Channels in, channels out and rows of the maps. */
    @Param("64-64@16")
    public String shape;

    /** Workers, of which rungs up to 6 use one. */
    @Param({"1", "2"})
    public int threads;

    private WorkerPool pool;
    private Rung prepared;

    /** Prepares the rung, whose bits are checked. */
    @Setup
    public void open() {
        pool = new WorkerPool(threads);
        prepared = new Climber(Layer.parse(shape, IMAGES), threads, 1).checked(rung);
    }

    /** Ends the workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** One convolution. */
    @Benchmark
    public void convolution() {
        prepared.run(pool);
    }
}
