package doublewin.engine.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of workers that share the tasks of one kernel at a time. The calling thread is worker 0 and works too.
 *
 * <p>Any worker may take any task, in any order. So that no bit depends on the number of workers, a task writes outputs
 * of its own, whole, or the partial sum of a chunk whose size depends on the problem alone; it never splits a sum.
 *
 * <p>Each worker begins with a range of neighbouring tasks, the same share of them in every run, and helps the others when
 * it is done. So the images that a worker wrote in one kernel are those that it reads in the next. Were tasks handed out in
 * turns, every core would touch the cache lines and pages of all images, half of them written by another: attacks as a
 * whole took up to a quarter longer, in some spells of a machine and not in others.
 *
 * <p>Workers spin for a short while between kernels, since the next one usually follows within microseconds, and then
 * sleep. Not thread-safe: one thread drives a pool.
 */
public final class WorkerPool implements AutoCloseable {
    private static final int SPINS_BEFORE_SLEEP = 20_000;
    private static final int LINE = 16;

    /** With so many tasks a worker, it matters little that some get one more than others. */
    private static final int MANY_TASKS = 4;

    private final Scratch shared = new Scratch();
    private final Scratch[] scratch;
    private final Thread[] threads;
    private boolean leased;

    /** The next task of each worker's range, a cache line apart. */
    private final AtomicIntegerArray next;

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
        next = new AtomicIntegerArray(workers * LINE);
        for (int worker = 0; worker < workers; worker++) {
            scratch[worker] = new Scratch();
        }
        for (int worker = 1; worker < workers; worker++) {
            int number = worker;
            threads[worker] = Thread.ofPlatform()
                    .daemon()
                    .name("doublewin-worker-" + worker)
                    .start(() -> work(number));
        }
    }

    /** Number of workers, the caller included. */
    public int workers() {
        return scratch.length;
    }

    /**
     * Whether so many tasks of equal size keep all workers busy to the end. A kernel may choose by it how it shares its
     * work, as long as no bit depends on the choice.
     */
    public boolean sharesEvenly(int tasks) {
        return tasks % workers() == 0 || tasks >= MANY_TASKS * workers();
    }

    /** How many of these pieces, at least one, to take for one task, so that there are enough tasks to share evenly. */
    public int share(int pieces) {
        return Math.max(1, pieces / (MANY_TASKS * workers()));
    }

    /** Memory that a kernel fills, before a {@link #run} or in one, for its later runs to read. */
    public Scratch shared() {
        return shared;
    }

    /**
     * Takes the shared doubles, at least {@code count}, until the lease is closed.
     *
     * @throws IllegalStateException if somebody has them
     */
    public DoublesLease leaseDoubles(int count) {
        if (leased) {
            throw new IllegalStateException("worker pool: its shared doubles are taken; whoever collects in them must"
                    + " finish, or be closed, before another begins");
        }
        leased = true;
        return new DoublesLease(this, shared.doubles(count));
    }

    void endLease() {
        leased = false;
    }

    /**
     * Runs tasks 0 .. tasks - 1 and returns when all are done. A task may not call this.
     *
     * @throws RuntimeException or Error: one that a task threw; the others are still finished or skipped
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
        for (int worker = 0; worker < scratch.length; worker++) {
            next.set(worker * LINE, firstTask(worker));
        }
        busy.set(scratch.length - 1);
        generation++;
        for (int worker = 1; worker < threads.length; worker++) {
            LockSupport.unpark(threads[worker]);
        }
        takeTasks(0);
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

    private void work(int worker) {
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
            takeTasks(worker);
            busy.decrementAndGet();
        }
    }

    /** Where a worker's range begins, and the one before it ends. */
    private int firstTask(int worker) {
        return (int) ((long) tasks * worker / scratch.length);
    }

    private void takeTasks(int worker) {
        try {
            for (int i = 0; i < scratch.length; i++) {
                int owner = (worker + i) % scratch.length;
                int end = firstTask(owner + 1);
                for (int index = next.getAndIncrement(owner * LINE);
                        index < end;
                        index = next.getAndIncrement(owner * LINE)) {
                    task.run(index, scratch[worker]);
                }
            }
        } catch (Throwable thrown) {
            for (int owner = 0; owner < scratch.length; owner++) {
                next.set(owner * LINE, tasks);
            }
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
