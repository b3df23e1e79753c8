package doublewin.engine.kernel.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.tensor.Shape;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices cover the largest tensor there can be: one slice less, and a kernel would pass over its end in silence. */
class SlicesTest {
    @Test
    void theLargestTensorsSlicesCoverIt() {
        int most = Integer.MAX_VALUE - 64;
        assertThat(Shape.of(most).elements()).isEqualTo(most);
        assertThatThrownBy(() -> Shape.of(most + 1)).hasMessageContaining("more elements than one array can hold");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16)).hasMessageContaining("more elements");
        assertThatThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .hasMessageContaining("more elements");
        for (int elements : List.of(1, Slices.LENGTH, Slices.LENGTH + 1, most - Slices.LENGTH, most - 1, most)) {
            int last = Slices.count(elements) - 1;
            BigInteger from = BigInteger.valueOf(last).multiply(BigInteger.valueOf(Slices.LENGTH));
            assertThat(from).as("%d elements", elements).isLessThan(BigInteger.valueOf(elements));
            assertThat(Slices.end(from.intValueExact(), elements))
                    .as("%d elements", elements)
                    .isEqualTo(elements);
        }
    }
}
