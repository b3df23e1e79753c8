package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PrologueTest {
    private static final int LANES = Shape.LANES;
    private static final QuantisationGrid GRID = QuantisationGrid.of(0, 3.7f, 4);

    private enum Stages {
        NONE,
        NORM_RELU,
        QUANTISE;

        Prologue prologue(float[] scale, float[] shift) {
            return switch (this) {
                case NONE -> Prologue.NONE;
                case NORM_RELU -> Prologue.normRelu(scale, shift);
                case QUANTISE -> Prologue.normReluQuantise(scale, shift, GRID);
            };
        }
    }

    /** Value by value, with zeros outside the map, for all channels and for a part of them. */
    @Test
    void packedRowsEqualAPlainLoop() {
        int cases = 0;
        for (Shape shape : Batches.AWKWARD) {
            Tensor x = Batches.random(shape, 1);
            float[] scale = Batches.vector(shape.channels(), -2, 2, 2);
            float[] shift = Batches.vector(shape.channels(), -1, 1, 3);
            for (Stages stages : Stages.values()) {
                int first = shape.channels() / 3;
                for (int row = -1; row <= shape.height(); row++) {
                    packed(x, stages, scale, shift, row, 0, shape.channels(), 1, 1);
                    packed(x, stages, scale, shift, row, first, shape.channels() - first, 1, 1);
                    packed(x, stages, scale, shift, row, 0, shape.channels(), 0, 2);
                    cases += 3;
                }
            }
        }
        assertThat(cases)
                .isEqualTo(9
                        * Batches.AWKWARD.stream().mapToInt(s -> s.height() + 2).sum());
    }

    private static void packed(
            Tensor x,
            Stages stages,
            float[] scale,
            float[] shift,
            int row,
            int first,
            int channels,
            int halo,
            int pick) {
        Shape shape = x.shape();
        int columns = (shape.width() - 1) / pick + 1 + 2 * halo;
        float[] packed = new float[7 + columns * channels * LANES];
        int block = shape.blocks() - 1;
        RowPacking.pack(x, stages.prologue(scale, shift), block, row, first, channels, halo, pick, columns, packed, 7);
        for (int i = 0; i < columns * channels * LANES; i++) {
            int w = i / LANES / channels * pick - halo;
            int c = first + i / LANES % channels;
            float expected = 0;
            if (row >= 0 && row < shape.height() && w >= 0 && w < shape.width()) {
                int pixel = (block * shape.height() + row) * shape.width() + w;
                expected = x.get((pixel * shape.channels() + c) * LANES + i % LANES);
                if (stages != Stages.NONE) {
                    expected = Math.fma(expected, scale[c], shift[c]);
                    expected = expected <= 0 ? 0 : expected;
                }
                if (stages == Stages.QUANTISE) {
                    expected = GRID.fakeQuantise(expected);
                }
            }
            assertThat(Float.floatToIntBits(packed[7 + i])).isEqualTo(Float.floatToIntBits(expected));
        }
    }

    @Test
    void equalsTheOperationsOneAfterTheOther() {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(3)) {
            for (Shape shape : Batches.AWKWARD) {
                Tensor x = Batches.random(shape, 1);
                float[] scale = Batches.vector(shape.channels(), -2, 2, 2);
                float[] shift = Batches.vector(shape.channels(), -1, 1, 3);
                Tensor expected = Tensor.zeros(shape);
                BatchNorm.apply(pool, x, scale, shift, expected);
                Relu.forward(pool, expected, expected);
                Batches.assertSameBits(whole(x, Prologue.normRelu(scale, shift)), expected);
                FakeQuantise.perTensor(pool, expected, GRID, expected);
                Batches.assertSameBits(whole(x, Prologue.normReluQuantise(scale, shift, GRID)), expected);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(Batches.AWKWARD.size());
    }

    @Test
    void theMaskTellsWhereTheReluPassesAndChangesNoValue() {
        int passing = 0;
        int cases = 0;
        for (Shape shape : Batches.AWKWARD) {
            Tensor x = Batches.random(shape, 1);
            float[] scale = Batches.vector(shape.channels(), -2, 2, 2);
            float[] shift = Batches.vector(shape.channels(), -1, 1, 3);
            Arena arena = new Arena(100);
            LaneMask before = LaneMask.allocate(arena, Shape.lanes(1, 1, 1, 3));
            LaneMask mask = LaneMask.allocate(arena, shape);
            LaneMask after = LaneMask.allocate(arena, Shape.lanes(1, 1, 1, 3));
            Prologue plain = Prologue.normReluQuantise(scale, shift, GRID);
            Batches.assertSameBits(whole(x, plain.withMask(mask)), whole(x, plain));
            for (int i = 0; i < x.elements(); i++) {
                int c = i / LANES % shape.channels();
                boolean passes = Math.fma(x.get(i), scale[c], shift[c]) > 0;
                assertThat(mask.get(i)).isEqualTo(passes);
                passing += passes ? 1 : 0;
                cases++;
            }
            for (int i = 0; i < 3 * LANES; i++) {
                assertThat(before.get(i) || after.get(i)).isFalse();
            }
        }
        assertThat(passing).isBetween(cases / 4, 3 * cases / 4);
    }

    /** The grid begins above 0, so that values are clamped at both ends. */
    @Test
    void theClippedMaskTellsWhereReluAndQuantiserPass() {
        QuantisationGrid grid = QuantisationGrid.of(0.5f, 2, 5);
        int relu = 0;
        int passing = 0;
        int low = 0;
        for (Shape shape : Batches.AWKWARD) {
            Tensor x = Batches.random(shape, 1);
            float[] scale = Batches.vector(shape.channels(), -2, 2, 2);
            float[] shift = Batches.vector(shape.channels(), -1, 1, 3);
            LaneMask mask = LaneMask.allocate(new Arena(100), shape);
            Prologue plain = Prologue.normReluQuantise(scale, shift, grid);
            Batches.assertSameBits(whole(x, plain.withClippedMask(mask)), whole(x, plain));
            for (int i = 0; i < x.elements(); i++) {
                int c = i / LANES % shape.channels();
                float value = Math.fma(x.get(i), scale[c], shift[c]);
                boolean passes = value > 0 && grid.holds(value);
                assertThat(mask.get(i)).isEqualTo(passes);
                relu += value > 0 ? 1 : 0;
                passing += passes ? 1 : 0;
                low += value > 0 && value < 0.5f ? 1 : 0;
            }
        }
        assertThat(passing).isBetween(relu / 4, 3 * relu / 4);
        assertThat(low).isPositive();
    }

    /** As in the ReLU: so that whoever looks for a range or a loss next reports it. */
    @Test
    void aNanStaysANanButDoesNotPass() {
        Tensor x = Tensor.zeros(Shape.lanes(16, 1, 2, 3));
        x.fill(Float.NaN);
        LaneMask mask = LaneMask.allocate(new Arena(100), x.shape());
        Prologue prologue =
                Prologue.normRelu(new float[] {1, 1, 1}, new float[3]).withMask(mask);
        Tensor found = whole(x, prologue);
        for (int i = 0; i < x.elements(); i++) {
            assertThat(found.get(i)).isNaN();
            assertThat(mask.get(i)).isFalse();
        }
    }

    @Test
    void makesEveryZeroPositive() {
        Tensor x = Tensor.zeros(Shape.lanes(16, 1, 2, 3));
        x.fill(-0f);
        Prologue prologue = Prologue.normRelu(new float[] {1, 1, 1}, new float[] {-0f, -0f, -0f});
        Batches.assertSameBits(whole(x, prologue), Tensor.zeros(x.shape()));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Prologue four = Prologue.normRelu(new float[4], new float[4]);
        Shape five = Shape.lanes(2, 3, 3, 5);
        assertThatThrownBy(() -> four.requireFits(five))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("prologue: scale has 4 values, expected 5");
        LaneMask mask = LaneMask.allocate(new Arena(100), five);
        assertThatThrownBy(() -> four.withMask(mask).requireFits(Shape.lanes(2, 3, 3, 4)))
                .hasMessage("prologue: mask has shape " + five + ", expected " + Shape.lanes(2, 3, 3, 4));
        assertThatThrownBy(() -> Prologue.NONE.withMask(mask)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> four.withClippedMask(mask))
                .hasMessage("prologue: there is no quantiser whose mask could be saved");
        assertThatThrownBy(() -> Prologue.normRelu(new float[4], new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LaneMask.allocate(new Arena(100), Shape.of(16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lane mask: expected a batch in lane format");
    }

    /** A batch after the prologue, packed row by row. */
    private static Tensor whole(Tensor x, Prologue prologue) {
        Shape shape = x.shape();
        Tensor y = Tensor.zeros(shape);
        int row = shape.width() * shape.channels() * LANES;
        for (int i = 0; i < shape.blocks() * shape.height(); i++) {
            int at = y.offset() + i * row;
            int block = i / shape.height();
            int h = i % shape.height();
            RowPacking.pack(x, prologue, block, h, 0, shape.channels(), 0, 1, shape.width(), y.array(), at);
        }
        return y;
    }
}
