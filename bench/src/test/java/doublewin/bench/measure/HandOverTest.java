package doublewin.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.parallel.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many workers there are, two of them take turns, and come to an end. */
class HandOverTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void twoWorkersTakeTurns(int workers) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            assertThat(HandOver.nanos(pool).orElseThrow()).isPositive();
        }
    }

    @Test
    void oneWorkerHandsNothingOver() {
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThat(HandOver.nanos(pool)).isEmpty();
        }
    }
}
