package doublewin.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyTaskRunsOnceAndIsDoneOnReturn(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            assertThat(pool.workers()).isEqualTo(workers);
            int runs = 0;
            for (int tasks : new int[] {0, 1, 2, 3, 7, 1000}) {
                for (int repeat = 0; repeat < 50; repeat++) {
                    AtomicIntegerArray times = new AtomicIntegerArray(tasks);
                    pool.run(tasks, (task, scratch) -> times.incrementAndGet(task));
                    for (int task = 0; task < tasks; task++) {
                        assertThat(times.get(task)).isEqualTo(1);
                    }
                    runs++;
                }
            }
            assertThat(runs).isEqualTo(300);
        }
    }

    /** What a task writes without any synchronisation of its own, the caller and the tasks of the next run see. */
    @Test
    void writesAreSeenByTheNextRun() {
        int[] values = new int[64];
        int last = values.length - 1;
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 500; round++) {
                pool.run(values.length, (task, scratch) -> values[task]++);
                int expected = round + 1;
                pool.run(
                        values.length,
                        (task, scratch) -> assertThat(values[last - task]).isEqualTo(expected));
            }
        }
        assertThat(values).containsOnly(500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void failureOfATaskIsThrownAndThePoolGoesOn(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int repeat = 0; repeat < 20; repeat++) {
                assertThatThrownBy(() -> pool.run(100, (task, scratch) -> {
                            if (task == 40) {
                                throw new IllegalArgumentException("task " + task);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("task 40");
                AtomicIntegerArray times = new AtomicIntegerArray(10);
                pool.run(10, (task, scratch) -> times.incrementAndGet(task));
                assertThat(times.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
            }
            assertThatThrownBy(() -> pool.run(10, (task, scratch) -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "2, 1", "3, 20"})
    void aTaskMayNotStartARun(int workers, int tasks) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int repeat = 0; repeat < 10; repeat++) {
                assertThatThrownBy(() -> pool.run(tasks, (task, scratch) -> pool.run(2, (inner, own) -> {})))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a task must not start a run");
                AtomicIntegerArray times = new AtomicIntegerArray(5);
                pool.run(5, (task, scratch) -> times.incrementAndGet(task));
                assertThat(times.toString()).isEqualTo("[1, 1, 1, 1, 1]");
            }
        }
    }

    /** Each worker waits in its first task until all have one. */
    @Test
    void workersBeginWithRangesOfTheirOwn() {
        Map<Scratch, Integer> firstTasks = new ConcurrentHashMap<>();
        CountDownLatch begun = new CountDownLatch(3);
        try (WorkerPool pool = new WorkerPool(3)) {
            pool.run(10, (index, scratch) -> {
                if (firstTasks.putIfAbsent(scratch, index) == null) {
                    begun.countDown();
                    awaitAll(begun);
                }
            });
        }
        assertThat(firstTasks.values()).containsExactlyInAnyOrder(0, 3, 6);
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aShareLeavesEnoughTasks() {
        try (WorkerPool pool = new WorkerPool(3)) {
            assertThat(pool.share(5)).isEqualTo(1);
            assertThat(pool.share(36)).isEqualTo(3);
        }
    }

    @Test
    void multiplesOfTheWorkersAndManyTasksAreSharedEvenly() {
        try (WorkerPool pool = new WorkerPool(3)) {
            assertThat(IntStream.rangeClosed(1, 13).filter(pool::sharesEvenly)).containsExactly(3, 6, 9, 12, 13);
        }
    }

    @Test
    void everyWorkerHasScratchOfItsOwn() {
        Set<Scratch> seen = ConcurrentHashMap.newKeySet();
        try (WorkerPool pool = new WorkerPool(3)) {
            pool.run(2000, (task, scratch) -> {
                seen.add(scratch);
                scratch.floats(16).fill(task);
                for (int i = 0; i < 16; i++) {
                    assertThat(scratch.floats(16).get(i)).isEqualTo(task);
                }
            });
            assertThat(seen).hasSizeBetween(1, 3).doesNotContain(pool.shared());
        }
    }

    @Test
    void scratchGrowsAndStartsOnACacheLine() {
        try (WorkerPool pool = new WorkerPool(1)) {
            for (int count : new int[] {1, 17, 1000, 5_000_000, 3}) {
                assertThat(pool.shared().floats(count).elements()).isGreaterThanOrEqualTo(count);
                assertThat(pool.shared().floats(count).offset() % 16).isEqualTo(12);
                assertThat(pool.shared().doubles(count).length).isGreaterThanOrEqualTo(count);
            }
        }
    }

    @Test
    void refusesNoWorkersAndWorkAfterItsEnd() {
        assertThatThrownBy(() -> new WorkerPool(0)).hasMessage("worker pool: expected at least 1 worker, found 0");
        WorkerPool pool = new WorkerPool(2);
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.run(2, (task, scratch) -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sharedDoublesAreInOneHandAtATime() {
        try (WorkerPool pool = new WorkerPool(2)) {
            DoublesLease lease = pool.leaseDoubles(7);
            assertThat(lease.values()).hasSizeGreaterThanOrEqualTo(7);
            assertThatThrownBy(() -> pool.leaseDoubles(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its shared doubles are taken");
            lease.close();
            lease.close();
            assertThatThrownBy(lease::values).hasMessage("lease: it was given back");
            try (DoublesLease next = pool.leaseDoubles(9)) {
                lease.close();
                assertThatThrownBy(() -> pool.leaseDoubles(1)).hasMessageContaining("taken");
                assertThat(next.values()).hasSizeGreaterThanOrEqualTo(9);
            }
            pool.leaseDoubles(1).close();
        }
    }
}
