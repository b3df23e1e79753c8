package doublewin.bench.ladder;

import com.sun.management.ThreadMXBean;
import doublewin.bench.measure.Measurement;
import doublewin.bench.measure.Noise;
import doublewin.bench.measure.Sampler;
import doublewin.bench.measure.Work;
import doublewin.engine.parallel.WorkerPool;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Checks rungs on one layer, then times them. */
public final class Climber {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MILLI = 1_000_000;

    private final Layer layer;
    private final int threads;
    private final int samples;
    private final float[] x;
    private final float[] w;

    /** Computed once each: by plain loops an equation takes seconds, and most rungs share one. */
    private final Map<Equation, float[]> outputs = new EnumMap<>(Equation.class);

    /** With the same noise for all rungs. */
    public Climber(Layer layer, int threads, int samples) {
        this.layer = layer;
        this.threads = threads;
        this.samples = samples;
        x = Noise.floats(layer.xLength(), 1);
        w = Noise.floats(layer.wLength(), 2);
    }

    /**
     * A rung that is prepared, and has shown that its bits are those of its equation.
     *
     * @throws IllegalStateException if they are not
     */
    public Rung checked(Ladder step) {
        Rung rung = step.of(layer);
        Ladder.difference(layer, computed(rung, workers(step)), expected(step.equation()))
                .ifPresent(difference -> {
                    throw new IllegalStateException("rung " + step.number() + " of " + layer + ": " + difference);
                });
        return rung;
    }

    /** A rung's figures, once it is {@link #checked}. */
    public RungFigures climb(Ladder step) {
        Rung rung = checked(step);
        float[] convolved = step == Ladder.FUSED_QUANTISATION ? Rung8FusedQuantisation.activation(x) : x;
        return figures(step.number(), rung, workers(step), convolved);
    }

    private int workers(Ladder step) {
        return step.forOneThread() ? 1 : threads;
    }

    /** Where the reader's kernel is wrong on this layer: the first element that differs, and nothing where none does. */
    public Optional<String> wrong(Rung yours) {
        return Ladder.difference(layer, computed(yours, 1), expected(Equation.DIRECT));
    }

    /** The figures of the reader's kernel, on one thread. */
    public RungFigures climb(Rung yours) {
        computed(yours, 1);
        return figures("*", yours, 1, x);
    }

    private float[] expected(Equation equation) {
        return outputs.computeIfAbsent(equation, one -> one.output(layer, x, w));
    }

    private float[] computed(Rung rung, int workers) {
        float[] y = new float[layer.yLength()];
        rung.prepare(x, w);
        try (WorkerPool pool = new WorkerPool(workers)) {
            rung.run(pool);
        }
        rung.finish(y);
        return y;
    }

    private RungFigures figures(String number, Rung rung, int workers, float[] convolved) {
        Work work = new Work("ladder." + number, layer.toString(), layer.flops(), 0, rung::run);
        try (WorkerPool pool = new WorkerPool(workers)) {
            Measurement found = new Sampler(pool, samples, work.warmUpNanos()).measure(work);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            rung.run(pool);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            float[] y = new float[layer.yLength()];
            double prepare = millis(() -> rung.prepare(x, w));
            double finish = millis(() -> rung.finish(y));
            return new RungFigures(
                    number,
                    rung.title(),
                    rung.limit(),
                    workers,
                    found.gflops(),
                    found.ceilingGflops(),
                    found.share(),
                    prepare,
                    finish,
                    DoubleConvolution.relativeError(layer, convolved, w, y),
                    allocated);
        }
    }

    /** The least of a few times: the first ones are those of the interpreter. */
    private double millis(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < samples; i++) {
            long start = System.nanoTime();
            work.run();
            least = Math.min(least, System.nanoTime() - start);
        }
        return (double) least / MILLI;
    }
}
