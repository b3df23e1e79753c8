package doublewin.engine.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of workers that share the tasks of one kernel at a time. The calling thread is worker 0 and works too.
 *
 * <p>Any worker may take any task, in any order. So that no bit depends on the number of workers, a task writes outputs
 * of its own, whole, or the partial sum of a chunk whose size depends on the problem alone; it never splits a sum.
 *
 * <p>Workers spin for a short while between kernels, since the next one usually follows within microseconds, and then
 * sleep. Not thread-safe: one thread drives a pool.
 */
public final class WorkerPool implements AutoCloseable {
    private static final int SPINS_BEFORE_SLEEP = 20_000;

    private final Scratch shared = new Scratch();
    private final Scratch[] scratch;
    private final Thread[] threads;
    private final AtomicInteger nextTask = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();

    /** The present run's, null between runs. */
    private Task task;

    private int tasks;
    private volatile Throwable failure;
    private volatile int generation;
    private volatile boolean closed;

    /** One piece of a kernel. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does piece {@code index}.
         *
         * @param scratch working memory of the worker that runs it
         */
        void run(int index, Scratch scratch);
    }

    /** A pool of {@code workers} workers, the caller included; at least 1. */
    public WorkerPool(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("worker pool: expected at least 1 worker, found " + workers);
        }
        scratch = new Scratch[workers];
        threads = new Thread[workers];
        for (int worker = 0; worker < workers; worker++) {
            scratch[worker] = new Scratch();
        }
        for (int worker = 1; worker < workers; worker++) {
            Scratch own = scratch[worker];
            threads[worker] = Thread.ofPlatform()
                    .daemon()
                    .name("doublewin-worker-" + worker)
                    .start(() -> work(own));
        }
    }

    /** Number of workers, the caller included. */
    public int workers() {
        return scratch.length;
    }

    /** Memory that a kernel fills, before a {@link #run} or in one, for its later runs to read. */
    public Scratch shared() {
        return shared;
    }

    /**
     * Runs tasks 0 .. tasks - 1 and returns when all are done. A task may not call this.
     *
     * @throws RuntimeException or Error: the first one that a task threw; the others are still finished or skipped
     */
    public void run(int tasks, Task task) {
        if (closed) {
            throw new IllegalStateException("worker pool: it is closed");
        }
        if (this.task != null) {
            throw new IllegalStateException(
                    "worker pool: a run has begun while another is under way; a task must not start a run, nor may a"
                            + " second thread use the pool");
        }
        this.task = task;
        if (scratch.length == 1 || tasks == 1) {
            try {
                for (int index = 0; index < tasks; index++) {
                    task.run(index, scratch[0]);
                }
            } finally {
                this.task = null;
            }
            return;
        }
        this.tasks = tasks;
        failure = null;
        nextTask.set(0);
        busy.set(scratch.length - 1);
        generation++;
        for (int worker = 1; worker < threads.length; worker++) {
            LockSupport.unpark(threads[worker]);
        }
        takeTasks(scratch[0]);
        for (int spin = 0; busy.get() != 0; spin++) {
            if (spin < SPINS_BEFORE_SLEEP) {
                Thread.onSpinWait();
            } else {
                // The worker may be waiting for this very core, where others use the machine, too.
                Thread.yield();
            }
        }
        this.task = null;
        rethrow(failure);
    }

    private void work(Scratch own) {
        int seen = 0;
        while (true) {
            for (int spin = 0; generation == seen && !closed; spin++) {
                if (spin < SPINS_BEFORE_SLEEP) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen = generation;
            takeTasks(own);
            busy.decrementAndGet();
        }
    }

    private void takeTasks(Scratch own) {
        try {
            for (int index = nextTask.getAndIncrement(); index < tasks; index = nextTask.getAndIncrement()) {
                task.run(index, own);
            }
        } catch (Throwable thrown) {
            nextTask.set(tasks);
            if (failure == null) {
                failure = thrown;
            }
        }
    }

    private static void rethrow(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Ends the workers. Closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        for (int worker = 1; worker < threads.length; worker++) {
            LockSupport.unpark(threads[worker]);
        }
    }
}
