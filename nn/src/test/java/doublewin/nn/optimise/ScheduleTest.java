package doublewin.nn.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Schedule STEPS = new MultiStepSchedule(0.1, 0.9, List.of(0.5, 0.75), 0.1);
    private static final Schedule CYCLE = new CyclicSchedule(0.2);

    @Test
    void newRateHoldsFromTheMilestoneOn() {
        assertThat(STEPS.rate(0, 62_560)).isEqualTo(0.1f);
        assertThat(STEPS.rate(31_279, 62_560)).isEqualTo(0.1f);
        assertThat(STEPS.rate(31_280, 62_560)).isEqualTo(0.01f);
        assertThat(STEPS.rate(46_919, 62_560)).isEqualTo(0.01f);
        assertThat(STEPS.rate(46_920, 62_560)).isEqualTo(0.001f);
        assertThat(STEPS.rate(62_559, 62_560)).isEqualTo(0.001f);
        assertThat(STEPS.momentum(31_280, 62_560)).isEqualTo(0.9f);
    }

    @Test
    void fractionalMilestonesRoundDown() {
        assertThat(STEPS.rate(2, 7)).isEqualTo(0.1f);
        assertThat(STEPS.rate(3, 7)).isEqualTo(0.01f);
        assertThat(STEPS.rate(4, 7)).isEqualTo(0.01f);
        assertThat(STEPS.rate(5, 7)).isEqualTo(0.001f);
    }

    @Test
    void aMilestoneIsTheDecimalNumberThatIsWritten() {
        Schedule schedule = new MultiStepSchedule(1, 0, List.of(0.29), 0.5);
        assertThat(schedule.rate(28, 100)).isEqualTo(1);
        assertThat(schedule.rate(29, 100)).isEqualTo(0.5f);
    }

    @Test
    void cycleRisesToTheMiddleAndFalls() {
        assertThat(CYCLE.rate(0, 100)).isEqualTo(0);
        assertThat(CYCLE.rate(25, 100)).isEqualTo(0.1f);
        assertThat(CYCLE.rate(50, 100)).isEqualTo(0.2f);
        assertThat(CYCLE.rate(75, 100)).isEqualTo(0.1f);
        assertThat(CYCLE.rate(99, 100)).isEqualTo(0.004f);
        assertThat(CYCLE.rate(3, 7)).isCloseTo(0.2f * 6 / 7, within(1e-8f));
        assertThat(CYCLE.rate(4, 7)).isEqualTo(CYCLE.rate(3, 7));
        assertThat(CYCLE.momentum(0, 100)).isEqualTo(0.9f);
        assertThat(CYCLE.momentum(25, 100)).isEqualTo(0.85f);
        assertThat(CYCLE.momentum(50, 100)).isEqualTo(0.8f);
        assertThat(CYCLE.momentum(75, 100)).isEqualTo(0.85f);
    }

    @Test
    void iterationsOutsideTheRunAreRefused() {
        for (Schedule schedule : List.of(STEPS, CYCLE)) {
            for (int iteration : new int[] {-1, 10, 11}) {
                assertThatThrownBy(() -> schedule.rate(iteration, 10))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("iteration is " + iteration + ", expected 0 to 9");
                assertThatThrownBy(() -> schedule.momentum(iteration, 10)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        for (List<Double> milestones : List.of(List.of(0.0), List.of(1.0), List.of(0.75, 0.5), List.of(Double.NaN))) {
            assertThatThrownBy(() -> new MultiStepSchedule(0.1, 0.9, milestones, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rising fractions");
        }
        assertThatThrownBy(() -> new MultiStepSchedule(0, 0.9, List.of(), 0.1)).hasMessageContaining("rate is 0.0");
        assertThatThrownBy(() -> new MultiStepSchedule(0.1, 0.9, List.of(), 0)).hasMessageContaining("factor 0.0");
        assertThatThrownBy(() -> new MultiStepSchedule(0.1, 1, List.of(), 0.1)).hasMessageContaining("momentum 1.0");
        assertThatThrownBy(() -> new MultiStepSchedule(0.1, 0.9, List.of(0.5, 0.5), 0.1))
                .hasMessageContaining("rising fractions");
        assertThatThrownBy(() -> new CyclicSchedule(-1)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new CyclicSchedule(0)).hasMessageContaining("0.0");
        assertThat(new MultiStepSchedule(0.1, 0, List.of(), 0.1).momentum(0, 1)).isZero();
    }
}
