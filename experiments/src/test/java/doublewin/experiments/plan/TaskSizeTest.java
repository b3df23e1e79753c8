package doublewin.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskSizeTest {
    /** Whole blocks of 64 images: a minute's where there are many, fewer near the end, one at least. */
    @Test
    void aTaskTakesAMinuteOrLess() {
        assertThat(TaskSize.images(10, 100_000, 2)).isEqualTo(576);
        assertThat(TaskSize.images(10, 2000, 2)).isEqualTo(192);
        assertThat(TaskSize.images(0.1, 100_000, 2)).isEqualTo(64);
        assertThat(TaskSize.images(1e9, Long.MAX_VALUE, 1)).isEqualTo(1 << 20);
    }
}
