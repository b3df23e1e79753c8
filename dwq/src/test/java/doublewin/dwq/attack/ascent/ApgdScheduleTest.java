package doublewin.dwq.attack.ascent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApgdScheduleTest {
    private static List<Integer> checks(int steps) {
        ApgdSchedule schedule = new ApgdSchedule(steps);
        List<Integer> checks = new ArrayList<>();
        int last = 0;
        for (int step = 1; step <= steps; step++) {
            int window = schedule.endOfWindow();
            if (window > 0) {
                assertThat(window).isEqualTo(step - last);
                last = step;
                checks.add(step);
            }
        }
        return checks;
    }

    @Test
    void checksAreThoseOfTheAuthors() {
        assertThat(checks(100)).containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
        assertThat(checks(20)).startsWith(4, 7, 9, 10, 11, 12).endsWith(20);
        assertThat(checks(1)).containsExactly(1);
    }
}
