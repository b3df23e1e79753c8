package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.Batches;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Winograd's kernels against their reference, bit for bit, and the reference against its matrices. */
class WinogradConvolutionTest {
    /** Shapes that leave remainders everywhere: images, tiles, groups of tiles, outputs, channel ranges and blocks. */
    static Stream<ConvShape> shapes() {
        return Stream.of(
                new ConvShape(1, 1, 1, 1, 1, 3, 1),
                new ConvShape(1, 5, 6, 3, 16, 3, 1),
                new ConvShape(17, 9, 7, 3, 10, 3, 1),
                new ConvShape(2, 8, 8, 33, 34, 3, 1),
                new ConvShape(16, 16, 16, 32, 32, 3, 1),
                new ConvShape(50, 8, 8, 17, 21, 3, 1),
                new ConvShape(3, 4, 25, 7, 9, 3, 1),
                // two chunks of the weight gradient, which two workers take whole and three in phases; they end amid
                // rows of tiles and blocks
                new ConvShape(33, 9, 9, 40, 21, 3, 1),
                // four chunks, shared by one, two and (in phases) three workers
                new ConvShape(49, 16, 16, 5, 6, 3, 1),
                new ConvShape(1, 3, 2, 328, 5, 3, 1),
                new ConvShape(1, 9, 5, 6, 330, 3, 1),
                new ConvShape(1, 18, 4, 5, 321, 3, 1));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void forwardEqualsReference(ConvShape shape) {
        Tensor x = Batches.random(shape.input(), 1);
        Tensor weight = Batches.random(shape.weight(), 2);
        Tensor expected = Tensor.zeros(shape.output());
        ReferenceWinograd.forward(shape, x, weight, expected);
        for (int workers = 1; workers <= 3; workers++) {
            Tensor y = Batches.random(shape.output(), 99);
            try (WorkerPool pool = new WorkerPool(workers)) {
                forward(pool, shape, x, Prologue.NONE, weight, y, BandEpilogue.NONE);
            }
            Batches.assertSameBits(y, expected);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void inputGradientEqualsReference(ConvShape shape) {
        Tensor dy = Batches.random(shape.output(), 3);
        Tensor weight = Batches.random(shape.weight(), 4);
        Tensor expected = Tensor.zeros(shape.input());
        ReferenceWinograd.inputGradient(shape, dy, weight, expected);
        for (int workers = 1; workers <= 3; workers++) {
            Tensor dx = Batches.random(shape.input(), 99);
            try (WorkerPool pool = new WorkerPool(workers)) {
                inputGradient(pool, shape, dy, weight, dx, BandEpilogue.NONE);
            }
            Batches.assertSameBits(dx, expected);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void weightGradientEqualsReference(ConvShape shape) {
        Tensor x = Batches.random(shape.input(), 12);
        Tensor dy = Batches.random(shape.output(), 13);
        Tensor expected = Tensor.zeros(shape.weight());
        ReferenceWinograd.weightGradient(shape, x, dy, expected);
        for (int workers = 1; workers <= 3; workers++) {
            Tensor dw = Batches.random(shape.weight(), 99);
            try (WorkerPool pool = new WorkerPool(workers)) {
                WinogradWeightGradient.run(pool, shape, x, Prologue.NONE, dy, dw);
            }
            Batches.assertSameBits(dw, expected);
        }
    }

    /**
     * The reference itself against the direct one, on maps that tiles stick out of and blocks that are partly filled. A
     * product of Winograd's forms is off by a few dozen roundings of the largest magnitude that its matrices make of the
     * values (100 in F(4x4, 3x3)), a chain of channels by one more a term.
     */
    @ParameterizedTest
    @MethodSource("shapes")
    void theReferenceIsAConvolution(ConvShape shape) {
        Tensor x = Batches.random(shape.input(), 21);
        Tensor dy = Batches.random(shape.output(), 22);
        Tensor weight = Batches.random(shape.weight(), 23);
        Tensor y = Tensor.zeros(shape.output());
        Tensor expectedY = Tensor.zeros(shape.output());
        ReferenceWinograd.forward(shape, x, weight, y);
        ReferenceConvolution.forward(shape, x, weight, expectedY);
        assertClose(y, expectedY, shape.inChannels());
        Tensor dx = Tensor.zeros(shape.input());
        Tensor expectedDx = Tensor.zeros(shape.input());
        ReferenceWinograd.inputGradient(shape, dy, weight, dx);
        ReferenceConvolution.inputGradient(shape, dy, weight, expectedDx);
        assertClose(dx, expectedDx, shape.outChannels());
        Tensor dw = Tensor.zeros(shape.weight());
        Tensor expectedDw = Tensor.zeros(shape.weight());
        ReferenceWinograd.weightGradient(shape, x, dy, dw);
        ReferenceConvolution.weightGradient(shape, x, dy, expectedDw);
        assertClose(dw, expectedDw, Math.min(256, shape.images() * shape.height() * shape.width()));
    }

    private static void assertClose(Tensor found, Tensor expected, int terms) {
        float[] wanted = values(expected);
        float[] got = values(found);
        double largest = 0;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        double allowed = (100 + terms) * 0x1p-24 * largest;
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) got[i]).as("element %d", i).isCloseTo(wanted[i], within(allowed));
        }
    }

    private static float[] values(Tensor tensor) {
        return tensor.shape().isLanes() ? LaneFormat.unpack(tensor) : tensor.toArray();
    }

    /** The prologue is what the operations of an unfused layer do, and saves the mask of every value. */
    @ParameterizedTest
    @MethodSource("shapes")
    void prologueEqualsTheOperationsBeforeIt(ConvShape shape) {
        float[] scale = Batches.vector(shape.inChannels(), -2, 2, 5);
        float[] shift = Batches.vector(shape.inChannels(), -2, 2, 6);
        QuantisationGrid grid = QuantisationGrid.of(0, 1.5f, 5);
        Tensor x = Batches.random(shape.input(), 7);
        Tensor weight = Batches.random(shape.weight(), 8);
        Tensor activation = Tensor.zeros(shape.input());
        Tensor expected = Tensor.zeros(shape.output());
        Tensor y = Tensor.zeros(shape.output());
        Tensor dy = Batches.random(shape.output(), 14);
        Tensor expectedGradient = Tensor.zeros(shape.weight());
        Tensor dweight = Tensor.zeros(shape.weight());
        LaneMask mask = LaneMask.allocate(new Arena(1 << 12), shape.input());
        try (WorkerPool pool = new WorkerPool(2)) {
            BatchNorm.apply(pool, x, scale, shift, activation);
            Relu.forward(pool, activation, activation);
            FakeQuantise.perTensor(pool, activation, grid, activation);
            forward(pool, shape, activation, Prologue.NONE, weight, expected, BandEpilogue.NONE);
            Prologue prologue = Prologue.normReluQuantise(scale, shift, grid).withMask(mask);
            forward(pool, shape, x, prologue, weight, y, BandEpilogue.NONE);
            Prologue again = Prologue.normReluQuantise(scale, shift, grid);
            WinogradWeightGradient.run(pool, shape, activation, Prologue.NONE, dy, expectedGradient);
            WinogradWeightGradient.run(pool, shape, x, again, dy, dweight);
        }
        Batches.assertSameBits(y, expected);
        Batches.assertSameBits(dweight, expectedGradient);
        for (int i = 0; i < x.elements(); i++) {
            int c = i / Shape.LANES % shape.inChannels();
            assertThat(mask.get(i)).isEqualTo(Math.fma(x.get(i), scale[c], shift[c]) > 0);
        }
    }

    /** Every row of every block meets the epilogue once, complete, in bands that cut no chunk of statistics. */
    @ParameterizedTest
    @MethodSource("shapes")
    void epilogueSeesEveryRowOnce(ConvShape shape) {
        Tensor x = Batches.random(shape.input(), 9);
        Batches.fillUnusedLanes(x, 0);
        Tensor dy = Batches.random(shape.output(), 10);
        Batches.fillUnusedLanes(dy, 0);
        Tensor weight = Batches.random(shape.weight(), 11);
        Tensor expected = Tensor.zeros(shape.output());
        Tensor expectedGradient = Tensor.zeros(shape.input());
        ReferenceWinograd.forward(shape, x, weight, expected);
        ReferenceWinograd.inputGradient(shape, dy, weight, expectedGradient);
        RowsSeen rows = new RowsSeen(expected, Batches.random(shape.output(), 99));
        RowsSeen gradientRows = new RowsSeen(expectedGradient, Batches.random(shape.input(), 99));
        try (WorkerPool pool = new WorkerPool(3)) {
            forward(pool, shape, x, Prologue.NONE, weight, rows.result(), rows);
            inputGradient(pool, shape, dy, weight, gradientRows.result(), gradientRows);
        }
        rows.assertAllSeenOnce();
        gradientRows.assertAllSeenOnce();
    }

    /** The factored transforms are the matrices, exactly so on small integers; the weight's has thirds in it. */
    @Test
    void transformsAreTheirMatrices() {
        float[][] d = integers(6, 1);
        assertProduct(ReferenceWinograd.input(d), ReferenceWinograd.B_TRANSPOSED, d, 0);
        float[][] m = integers(6, 2);
        assertProduct(ReferenceWinograd.output(m), ReferenceWinograd.A_TRANSPOSED, m, 0);
        float[][] g = integers(3, 3);
        assertProduct(ReferenceWinograd.weight(g), ReferenceWinograd.G, g, 1e-6);
        float[][] dy = integers(4, 4);
        assertProduct(ReferenceWinograd.outputGradient(dy), transpose(ReferenceWinograd.A_TRANSPOSED), dy, 0);
        float[][] du = integers(6, 5);
        assertProduct(ReferenceWinograd.weightGradient(du), transpose(ReferenceWinograd.G), du, 2e-6);
    }

    private static double[][] transpose(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    private static float[][] integers(int side, long seed) {
        float[][] values = new float[side][];
        for (int i = 0; i < side; i++) {
            values[i] = Batches.vector(side, -8, 8, seed * 10 + i);
            for (int j = 0; j < side; j++) {
                values[i][j] = Math.round(values[i][j]);
            }
        }
        return values;
    }

    /** found = matrix * x * matrix^T. */
    private static void assertProduct(float[][] found, double[][] matrix, float[][] x, double tolerance) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                double sum = 0;
                for (int p = 0; p < x.length; p++) {
                    for (int q = 0; q < x.length; q++) {
                        sum += matrix[i][p] * x[p][q] * matrix[j][q];
                    }
                }
                assertThat((double) found[i][j]).isCloseTo(sum, within(tolerance));
            }
        }
    }

    @Test
    void wrongShapesAreNamed() {
        ConvShape shape = new ConvShape(2, 4, 4, 8, 32, 3, 1);
        Tensor x = Tensor.zeros(shape.input());
        Tensor y = Tensor.zeros(shape.output());
        Tensor prepared = Tensor.zeros(Shape.of(WinogradForward.preparedSize(shape)));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> WinogradForward.run(pool, shape, y, Prologue.NONE, prepared, y, BandEpilogue.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("convolution: input has shape");
            assertThatThrownBy(() -> WinogradInputGradient.run(pool, shape, x, prepared, x, BandEpilogue.NONE))
                    .hasMessageContaining("convolution: output gradient has shape");
            assertThatThrownBy(() -> WinogradForward.prepare(pool, shape, Tensor.zeros(Shape.of(8, 8, 3, 3)), prepared))
                    .hasMessageContaining("convolution: weight has shape");
        }
    }

    private static void forward(
            WorkerPool pool,
            ConvShape shape,
            Tensor x,
            Prologue prologue,
            Tensor weight,
            Tensor y,
            BandEpilogue epilogue) {
        Tensor prepared = Batches.random(Shape.of(WinogradForward.preparedSize(shape)), 98);
        WinogradForward.prepare(pool, shape, weight, prepared);
        WinogradForward.run(pool, shape, x, prologue, prepared, y, epilogue);
    }

    private static void inputGradient(
            WorkerPool pool, ConvShape shape, Tensor dy, Tensor weight, Tensor dx, BandEpilogue epilogue) {
        Tensor prepared = Batches.random(Shape.of(WinogradInputGradient.preparedSize(shape)), 98);
        WinogradInputGradient.prepare(pool, shape, weight, prepared);
        WinogradInputGradient.run(pool, shape, dy, prepared, dx, epilogue);
    }
}
