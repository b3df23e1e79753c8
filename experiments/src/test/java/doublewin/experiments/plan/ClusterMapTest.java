package doublewin.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import doublewin.experiments.config.Recipes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterMapTest {
    /** Fourteen candidates of 10,000 images at 0.5 s an image and candidate: 70,000 s. */
    private static final ClusterMap MAP = new ClusterMap(70_000, 14, 10_000, 100_000_000);

    @Test
    void oneMachineLosesTheStartAlone() {
        assertThat(MAP.on(1)).isCloseTo(7.5 + 13 + 2 + 70_000, within(1e-6));
    }

    /** 64 images are 32 seconds, and a task; 86 of 100 executors wait for the probes. */
    @Test
    void manyMachinesWaitForProbesAndForEachOther() {
        assertThat(MAP.on(100)).isCloseTo(22.5 + 700 + 32 * .86 + 16, within(1e-6));
        assertThat(MAP.efficiency(100)).isCloseTo(700 / (22.5 + 700 + 32 * .86 + 16), within(1e-9));
    }

    @Test
    void halfIsLostWhereTheModelSaysSo() {
        int machines = MAP.halfLostFrom();
        assertThat(MAP.efficiency(machines)).isLessThanOrEqualTo(.5);
        assertThat(MAP.efficiency(machines - 1)).isGreaterThan(.5);
    }

    @Test
    void aRunsMapHasItsImagesCandidatesAndWeights() {
        ClusterMap map = ClusterMap.of(Recipes.resolve("cifar10-fgsm", Map.of(), 1), 5);
        assertThat(map.candidates()).isEqualTo(14);
        assertThat(map.images()).isEqualTo(10_000);
        // 10,000 images of 3,072 bytes, and 1.9 million weights and a little of four.
        assertThat(map.sentBytes()).isBetween(30_720_000L + 7_400_000, 30_720_000L + 8_400_000);
    }

    @Test
    void nothingToDoIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterMap(0, 14, 10, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterMap(1, 0, 10, 0));
    }
}
