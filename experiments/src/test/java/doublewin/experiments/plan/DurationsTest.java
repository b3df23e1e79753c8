package doublewin.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.parallel.WorkerPool;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurationsTest {
    private static final MeasuredSteps MEASURED = new MeasuredSteps(32, 0.5, 0.2, 0.05, 1 << 20);

    private static Settings recipe(String name) {
        return Recipes.resolve(name, Map.of(), 1);
    }

    @Test
    void stepsAreExtendedToBatchesEpochsAndPasses() {
        Durations fgsm = Durations.of(recipe("cifar10-fgsm"), MEASURED);
        assertThat(fgsm.steps()).isEqualTo(5865);
        assertThat(fgsm.stepSeconds()).isCloseTo(4 * 0.5, within(1e-12));
        assertThat(fgsm.trainingSeconds()).isCloseTo(5865 * 2.0, within(1e-6));
        // Six passes more than the one that was measured.
        assertThat(Durations.of(recipe("cifar10-pgd"), MEASURED).stepSeconds())
                .isCloseTo(4 * (0.5 + 6 * 0.2), within(1e-12));
        // Fourteen candidates, each classified thirteen times; thirteen of them made in twenty steps.
        assertThat(fgsm.mapSeconds()).isCloseTo(10_000 / 32.0 * (13 * 20 * 0.2 + 14 * 13 * 0.05), within(1e-6));
    }

    @Test
    void imagesThatAreHeldOutCostNoStep() {
        Settings settings = Recipes.resolve("cifar10-fgsm", Map.of("validate", "held-out"), 1);
        assertThat(Durations.of(settings, MEASURED).steps()).isEqualTo(383 * 15);
    }

    @Test
    void measuresEveryKindOfStep() {
        try (WorkerPool pool = new WorkerPool(2)) {
            MeasuredSteps steps = MeasuredSteps.take(recipe("demo"), 16, pool, 0);
            assertThat(steps.images()).isEqualTo(16);
            assertThat(steps.trainingSeconds()).isPositive();
            assertThat(steps.gradientSeconds()).isPositive();
            assertThat(steps.logitsSeconds()).isPositive();
            // The weights of a WRN-10-1, their velocities, and more.
            assertThat(steps.liveBytes()).isGreaterThan(2 * 4 * 75_000);
        }
    }
}
