package doublewin.engine.kernel.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeQuantiseTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void perTensorEqualsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : Batches.AWKWARD) {
                for (int bits = 2; bits <= 16; bits++) {
                    Tensor x = Batches.random(shape, bits);
                    QuantisationGrid grid = QuantisationGrid.of(RangeFinder.perTensor(pool, x), bits);
                    Tensor expected = Tensor.zeros(shape);
                    ReferenceFakeQuantise.perTensor(x, grid, expected);
                    FakeQuantise.perTensor(pool, x, grid, x);
                    Batches.assertSameBits(x, expected);
                    cases++;
                }
            }
        }
        assertThat(cases).isEqualTo(15 * Batches.AWKWARD.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void perChannelEqualsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : List.of(
                    Shape.of(1),
                    Shape.of(5, 1),
                    Shape.of(16, 3, 3, 3),
                    Shape.of(10, 7, 1, 1),
                    Shape.of(80, 48, 3, 3))) {
                for (int bits : new int[] {2, 4, 7, 16}) {
                    Tensor weight = Batches.random(shape, bits);
                    Tensor expected = Tensor.zeros(shape);
                    ReferenceFakeQuantise.perChannel(weight, bits, expected);
                    Tensor y = Tensor.zeros(shape);
                    FakeQuantise.perChannel(pool, weight, bits, y);
                    Batches.assertSameBits(y, expected);
                    cases++;
                }
            }
        }
        assertThat(cases).isEqualTo(20);
    }

    @Test
    void givesAtMostTwoToTheBitsValues() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tensor x = Batches.random(Shape.of(4000), 1);
            for (int bits = 2; bits <= 6; bits++) {
                Tensor y = Tensor.zeros(x.shape());
                FakeQuantise.perTensor(pool, x, QuantisationGrid.of(-3, 8, bits), y);
                Set<Float> values = new HashSet<>();
                for (float value : y.toArray()) {
                    values.add(value);
                }
                assertThat(values).hasSize(1 << bits);
            }
        }
    }

    @Test
    void roundsHalfToEvenAndClampsToTheGrid() {
        QuantisationGrid grid = new QuantisationGrid(1, -1, 2);
        Tensor x = Tensor.of(Shape.of(7), -9, -0.5f, 0.5f, 1.5f, 1.75f, 9, -1);
        try (WorkerPool pool = new WorkerPool(1)) {
            FakeQuantise.perTensor(pool, x, grid, x);
        }
        assertThat(x.toArray()).containsExactly(-1, -1, 1, 1, 2, 2, -1);
    }

    /** The grid is narrower than the values, on both sides. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void clippedGradientEqualsItsReference(int workers) {
        int cases = 0;
        int passing = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : Batches.AWKWARD) {
                for (int bits = 2; bits <= 16; bits++) {
                    Tensor x = Batches.random(shape, bits);
                    Tensor dy = Batches.random(shape, 20);
                    QuantisationGrid grid = QuantisationGrid.of(-1, 4, bits);
                    Tensor expected = Tensor.zeros(shape);
                    ReferenceFakeQuantise.clipGradient(x, grid, dy, expected);
                    for (int i = 0; i < expected.elements(); i++) {
                        passing += expected.get(i) != 0 ? 1 : 0;
                        cases++;
                    }
                    FakeQuantise.clipGradient(pool, x, grid, dy, dy);
                    Batches.assertSameBits(dy, expected);
                }
            }
        }
        assertThat(passing).isBetween(cases / 4, 3 * cases / 4);
    }

    @Test
    void gradientsStopWhereValuesAreClamped() {
        QuantisationGrid grid = new QuantisationGrid(1, -1, 2);
        Tensor x = Tensor.of(Shape.of(8), -9, -1.01f, -1, 0.5f, 2, 2.01f, 9, Float.NaN);
        Tensor dy = Tensor.of(Shape.of(8), 1, 2, 3, 4, 5, 6, 7, 8);
        ReferenceFakeQuantise.clipGradient(x, grid, dy, dy);
        assertThat(dy.toArray()).containsExactly(0, 0, 3, 4, 5, 0, 0, 0);
    }

    /** Their range is 0, so the smallest scale rules and every value is its own offset. */
    @Test
    void leavesConstantAndZeroChannelsAsTheyAre() {
        Tensor weight = Tensor.zeros(Shape.of(3, 4, 3, 3));
        for (int i = 0; i < 36; i++) {
            weight.set(i, 0.7f);
            weight.set(72 + i, i);
        }
        try (WorkerPool pool = new WorkerPool(1)) {
            for (int bits = 2; bits <= 16; bits++) {
                Tensor y = Tensor.zeros(weight.shape());
                FakeQuantise.perChannel(pool, weight, bits, y);
                float[] values = y.toArray();
                for (int i = 0; i < 36; i++) {
                    assertThat(values[i]).isEqualTo(0.7f);
                    assertThat(values[36 + i]).isEqualTo(0f);
                }
            }
        }
        assertThat(QuantisationGrid.of(0.7f, 0, 4).scale()).isEqualTo(1e-8f);
    }

    @Test
    void refusesAWeightThatIsNotFinite() {
        Tensor weight = Batches.random(Shape.of(4, 3, 3, 3), 1);
        weight.set(60, Float.NaN);
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> FakeQuantise.perChannel(pool, weight, 4, weight))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("fake quantisation: found NaN at element 60 of a tensor of shape (4, 3, 3, 3)");
        }
    }

    @Test
    void refusesWrongShapesAndImpossibleGrids() {
        Tensor weight = Tensor.zeros(Shape.of(4, 3));
        Tensor batch = Tensor.zeros(Shape.lanes(2, 1, 1, 4));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> FakeQuantise.perTensor(pool, weight, new QuantisationGrid(1, 0, 4), batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fake quantisation: result has shape (1, 1, 1, 4, 16) of 2 images, expected (4, 3)");
            assertThatThrownBy(() -> FakeQuantise.perChannel(pool, batch, 4, batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("first axis is the output channel");
            for (int bits : new int[] {-1, 0, 1, 17}) {
                assertThatThrownBy(() -> FakeQuantise.perChannel(pool, weight, bits, weight))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("quantisation grid: expected 2 to 16 bits, found " + bits);
            }
        }
        assertThatThrownBy(() -> QuantisationGrid.of(0, -1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QuantisationGrid.of(Float.NaN, 1, 4)).isInstanceOf(NonFiniteException.class);
        assertThatThrownBy(() -> QuantisationGrid.of(0, Float.NaN, 4)).isInstanceOf(NonFiniteException.class);
        assertThatThrownBy(() -> QuantisationGrid.of(new Range(-3e38f, 3e38f), 4))
                .isInstanceOf(NonFiniteException.class);
        assertThatThrownBy(() -> new QuantisationGrid(0, 0, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
