package doublewin.bench.measure;

import doublewin.engine.parallel.WorkerPool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/**
 * How long a cache line takes from one worker to another: two of them count a number up in turns. Cores that share a cache hand
 * it over several times as fast as those that don't, and a virtual machine may find its processors now here, now there. A kernel
 * whose workers read what others have just written has a speed for each.
 */
public final class HandOver {
    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

    /** In the middle of an array: its neighbours on both sides belong to nobody else. */
    private static final int AT = 32;

    private static final int TURNS = 10_000;
    private static final int RUNS = 9;

    private HandOver() {}

    /** Nanoseconds a hand-over, the median of a few runs; nothing where there is one worker alone. */
    public static OptionalDouble nanos(WorkerPool pool) {
        if (pool.workers() < 2) {
            return OptionalDouble.empty();
        }
        double[] samples = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            samples[run] = once(pool);
        }
        Arrays.sort(samples);
        return OptionalDouble.of(samples[RUNS / 2]);
    }

    private static double once(WorkerPool pool) {
        long[] number = new long[2 * AT];
        long[] nanos = new long[1];
        CountDownLatch together = new CountDownLatch(2);
        // One task a worker: neither can begin, nor therefore end, before another worker has the other one.
        pool.run(2, (task, scratch) -> {
            together.countDown();
            while (together.getCount() > 0) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            countUp(number, task);
            if (task == 0) {
                nanos[0] = System.nanoTime() - start;
            }
        });
        return (double) nanos[0] / (2 * TURNS);
    }

    private static void countUp(long[] number, int task) {
        for (int turn = 0; turn < TURNS; turn++) {
            long mine = 2L * turn + task;
            while ((long) NUMBER.getAcquire(number, AT) != mine) {
                Thread.onSpinWait();
            }
            NUMBER.setRelease(number, AT, mine + 1);
        }
    }
}
