package doublewin.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataOrderTest {

    @Test
    void visitsEveryImageOnceInAnOrderOfSeedAndEpoch() {
        int[] order = DataOrder.permutation(1, 0, 1_000);
        assertThat(DataOrder.permutation(1, 0, 1_000)).isEqualTo(order);
        assertThat(DataOrder.permutation(1, 1, 1_000)).isNotEqualTo(order);
        assertThat(DataOrder.permutation(2, 0, 1_000)).isNotEqualTo(order);
        int[] ascending = IntStream.range(0, 1_000).toArray();
        assertThat(order).isNotEqualTo(ascending);
        Arrays.sort(order);
        assertThat(order).isEqualTo(ascending);
    }

    @Test
    void cutsAnOrderIntoBatchesAndUsesTheSmallerLastOne() {
        Batches batches = new Batches(new int[] {4, 2, 0, 1, 3}, 2);
        assertThat(batches.count()).isEqualTo(3);
        assertThat(batches.batch(0)).containsExactly(4, 2);
        assertThat(batches.batch(1)).containsExactly(0, 1);
        assertThat(batches.batch(2)).containsExactly(3);
        assertThat(new Batches(new int[50_000], 128).batch(390)).hasSize(80);
        assertThat(new Batches(new int[4], 2).count()).isEqualTo(2);
        assertThat(new Batches(new int[0], 2).count()).isZero();
        assertThat(new Batches(new int[3], 1).count()).isEqualTo(3);
    }

    @Test
    void refusesBatchesThatAreNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batches(new int[5], 0))
                .withMessage("batches: batch size 0, expected 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batches(new int[5], 2).batch(3))
                .withMessage("batches: batch 3 asked for, there are 3");
    }
}
