package doublewin.bench.measure;

import doublewin.engine.parallel.WorkerPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Times work between two measurements of the ceiling, in the same process and on the same workers, since the clock of a
 * shared machine drifts; takes medians over such samples.
 *
 * @param pool the workers
 * @param samples of each piece of work
 * @param warmUpNanos how long work runs before it is sampled
 */
public record Sampler(WorkerPool pool, int samples, long warmUpNanos) {
    private static final long SAMPLE_NANOS = 10_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Runs, and how long they took by the clock and by the processor time of all threads. */
    private record Time(int runs, long nanos, long cpuNanos) {
        static Time of(Runnable work, long atLeastNanos) {
            long cpu = cpuNanosOfWorkers();
            long start = System.nanoTime();
            int runs = 0;
            long nanos = 0;
            while (nanos <= atLeastNanos) {
                work.run();
                runs++;
                nanos = System.nanoTime() - start;
            }
            return new Time(runs, nanos, cpuNanosOfWorkers() - cpu);
        }

        double rate(double flops) {
            return runs * flops / nanos;
        }

        double cpuRate(double flops) {
            return runs * flops / cpuNanos;
        }
    }

    private record Sample(double gflops, double ceiling, double share, double cpuShare) {}

    /** Processor time of this thread and a pool's; the process as a whole is counted in ticks of 10 ms only. */
    private static long cpuNanosOfWorkers() {
        long nanos = THREADS.getCurrentThreadCpuTime();
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith("doublewin-worker")) {
                nanos += Math.max(0, THREADS.getThreadCpuTime(info.getThreadId()));
            }
        }
        return nanos;
    }

    /** Warms up and measures. */
    public Measurement measure(Work work) {
        warmUp(work);
        Sample[] all = new Sample[samples];
        for (int i = 0; i < samples; i++) {
            all[i] = sample(work);
        }
        double gflops = median(all, Sample::gflops);
        return new Measurement(
                work,
                pool.workers(),
                gflops,
                median(all, Sample::ceiling),
                median(all, Sample::share),
                median(all, Sample::cpuShare),
                gflops / work.flops() * work.bytes());
    }

    /** Runs work and ceiling until the compiler is done with both. */
    private void warmUp(Work work) {
        long end = System.nanoTime() + warmUpNanos;
        while (System.nanoTime() < end) {
            work.body().accept(pool);
            Ceiling.run(pool);
        }
    }

    private Sample sample(Work work) {
        Time before = Time.of(() -> Ceiling.run(pool), 0);
        Time time = Time.of(() -> work.body().accept(pool), SAMPLE_NANOS);
        Time after = Time.of(() -> Ceiling.run(pool), 0);
        double flops = Ceiling.flops(pool);
        double ceiling = (before.rate(flops) + after.rate(flops)) / 2;
        double cpuCeiling = (before.cpuRate(flops) + after.cpuRate(flops)) / 2;
        double gflops = time.rate(work.flops());
        return new Sample(gflops, ceiling, gflops / ceiling, time.cpuRate(work.flops()) / cpuCeiling);
    }

    private static double median(Sample[] samples, ToDoubleFunction<Sample> number) {
        double[] values = Arrays.stream(samples).mapToDouble(number).sorted().toArray();
        return values[values.length / 2];
    }
}
