package doublewin.bench;

import doublewin.bench.ConvolutionCase.Direction;
import doublewin.engine.parallel.WorkerPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.annotations.Param;

/**
 * Prints how near the convolutions come to the machine's ceiling of fused multiply-adds: a line a shape, direction and
 * number of threads.
 *
 * <p>Every sample is timed between two measurements of the ceiling, in the same process and on the same workers; a
 * share is the median over samples. Beside the clock's share stands the one by the processor time that all threads
 * used: the two are the same on a quiet machine, and on a busy one the second still tells something. Arguments: shapes
 * such as {@code 16@32 16-32@32/2} (all of them by default), {@code threads=1,2}, {@code samples=9}.
 */
public final class ConvolutionReport {
    private static final long COMPILE_NANOS = 2_000_000_000L;
    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final long SAMPLE_NANOS = 10_000_000L;

    private ConvolutionReport() {}

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Work done, by the clock and by the processor time of all threads. */
    private record Rate(double flops, long nanos, long cpuNanos) {
        static Rate of(Runnable work, double flops, long atLeastNanos) {
            long cpu = workersCpuNanos();
            long start = System.nanoTime();
            int runs = 0;
            long nanos = 0;
            while (nanos <= atLeastNanos) {
                work.run();
                runs++;
                nanos = System.nanoTime() - start;
            }
            return new Rate(runs * flops, nanos, workersCpuNanos() - cpu);
        }

        double gflops() {
            return flops / nanos;
        }

        double gflopsOfCpu() {
            return flops / cpuNanos;
        }
    }

    /** Processor time of this thread and a pool's; the process as a whole is counted in ticks of 10 ms only. */
    private static long workersCpuNanos() {
        long nanos = THREADS.getCurrentThreadCpuTime();
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith("doublewin-worker")) {
                nanos += Math.max(0, THREADS.getThreadCpuTime(info.getThreadId()));
            }
        }
        return nanos;
    }

    private record Result(double gflops, double ceiling, double share, double cpuShare) {}

    /** Measures and prints. */
    public static void main(String[] arguments) {
        List<String> shapes = new ArrayList<>();
        int[] threads = {1, 2};
        int samples = 9;
        for (String argument : arguments) {
            if (argument.startsWith("threads=")) {
                threads = Arrays.stream(argument.substring(8).split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
            } else if (argument.startsWith("samples=")) {
                samples = Integer.parseInt(argument.substring(8));
            } else {
                shapes.add(argument);
            }
        }
        System.out.println("shape            direction        threads  GFLOP/s  ceiling  share  by cpu");
        for (int workers : threads) {
            try (WorkerPool pool = new WorkerPool(workers)) {
                compile(pool);
                for (String name : shapes.isEmpty() ? allShapes() : shapes) {
                    report(name, pool, samples);
                }
            }
        }
    }

    /** The shapes of {@link ConvolutionBenchmark}, whose annotation must spell them out. */
    private static List<String> allShapes() {
        try {
            Param parameter = ConvolutionBenchmark.class.getField("shape").getAnnotation(Param.class);
            return List.of(parameter.value());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs everything until the compiler is done with it, which takes seconds. */
    private static void compile(WorkerPool pool) {
        ConvolutionCase convolution = new ConvolutionCase(allShapes().getFirst());
        for (Direction direction : Direction.values()) {
            warmUp(convolution, direction, pool, COMPILE_NANOS);
        }
    }

    private static void warmUp(ConvolutionCase convolution, Direction direction, WorkerPool pool, long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            convolution.run(pool, direction);
            Ceiling.run(pool);
        }
    }

    private static void report(String name, WorkerPool pool, int samples) {
        ConvolutionCase convolution = new ConvolutionCase(name);
        convolution.check(pool);
        for (Direction direction : Direction.values()) {
            Result result = measure(convolution, direction, pool, samples);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %-16s %7d  %7.1f  %7.1f  %4.0f%%  %6.0f%%%n",
                    name,
                    direction.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    pool.workers(),
                    result.gflops,
                    result.ceiling,
                    100 * result.share,
                    100 * result.cpuShare);
        }
    }

    private static Result measure(ConvolutionCase convolution, Direction direction, WorkerPool pool, int samples) {
        warmUp(convolution, direction, pool, WARM_UP_NANOS);
        Result[] results = new Result[samples];
        for (int i = 0; i < samples; i++) {
            Rate before = ceiling(pool);
            Rate rate = Rate.of(() -> convolution.run(pool, direction), convolution.flops(), SAMPLE_NANOS);
            Rate after = ceiling(pool);
            double ceiling = (before.gflops() + after.gflops()) / 2;
            double cpuCeiling = (before.gflopsOfCpu() + after.gflopsOfCpu()) / 2;
            results[i] = new Result(rate.gflops(), ceiling, rate.gflops() / ceiling, rate.gflopsOfCpu() / cpuCeiling);
        }
        Arrays.sort(results, Comparator.comparingDouble(Result::share));
        Result median = results[samples / 2];
        Arrays.sort(results, Comparator.comparingDouble(Result::cpuShare));
        return new Result(median.gflops, median.ceiling, median.share, results[samples / 2].cpuShare);
    }

    private static Rate ceiling(WorkerPool pool) {
        return Rate.of(() -> Ceiling.run(pool), Ceiling.flops(pool), 0);
    }
}
