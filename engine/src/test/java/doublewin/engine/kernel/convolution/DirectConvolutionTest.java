package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.norm.BatchNorm;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.FakeQuantise;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The direct kernels against their reference, bit for bit, on one, two and three workers. */
class DirectConvolutionTest {
    /** Shapes that leave remainders everywhere: images, rows, columns, tiles of outputs, channel blocks, vectors. */
    static Stream<ConvShape> shapes() {
        return Stream.of(
                new ConvShape(1, 5, 6, 3, 16, 3, 1),
                new ConvShape(17, 9, 7, 3, 10, 3, 1),
                new ConvShape(17, 9, 7, 10, 3, 3, 1),
                new ConvShape(32, 4, 5, 3, 24, 3, 1),
                new ConvShape(32, 4, 5, 20, 32, 3, 2),
                new ConvShape(50, 32, 64, 2, 16, 3, 1),
                new ConvShape(18, 21, 32, 17, 9, 3, 1),
                new ConvShape(33, 33, 63, 4, 10, 3, 2),
                new ConvShape(3, 11, 11, 16, 8, 3, 1),
                new ConvShape(2, 1, 1, 5, 9, 3, 1),
                new ConvShape(2, 1, 2, 5, 9, 3, 2),
                new ConvShape(1, 2, 1, 16, 16, 3, 2),
                new ConvShape(17, 9, 7, 3, 10, 3, 2),
                new ConvShape(5, 8, 8, 16, 24, 3, 2),
                new ConvShape(33, 5, 5, 20, 17, 3, 2),
                new ConvShape(2, 32, 33, 6, 7, 3, 1),
                new ConvShape(1, 3, 90, 2, 3, 3, 1),
                // the first convolution's groups of 16 pixels: one and a rest, two and a rest, fewer than a filter has
                new ConvShape(17, 5, 18, 3, 20, 3, 1),
                new ConvShape(2, 3, 33, 3, 17, 3, 1),
                new ConvShape(1, 3, 1, 3, 5, 3, 1),
                new ConvShape(3, 2, 2, 3, 16, 3, 1),
                new ConvShape(17, 5, 6, 10, 12, 1, 1),
                new ConvShape(17, 5, 6, 16, 32, 1, 2),
                new ConvShape(1, 7, 7, 3, 5, 1, 2),
                new ConvShape(18, 2, 3, 40, 48, 3, 1),
                new ConvShape(2, 3, 2, 328, 9, 3, 1),
                new ConvShape(2, 2, 3, 9, 328, 3, 1),
                new ConvShape(2, 3, 3, 9, 330, 3, 2),
                new ConvShape(1, 3, 3, 330, 340, 1, 2),
                // more than one block of summed channels over maps wide enough for whole tiles of pixels: a tile of
                // three
                // filter rows goes on where the block before it stopped
                new ConvShape(1, 4, 9, 325, 5, 3, 1),
                new ConvShape(17, 5, 6, 322, 8, 3, 2),
                new ConvShape(1, 4, 9, 5, 325, 3, 1),
                new ConvShape(1, 9, 10, 6, 321, 3, 2),
                // too few chunks to be shared out and too many channels for one phase of the weight gradient
                new ConvShape(1, 7, 64, 160, 8, 1, 1),
                new ConvShape(1, 7, 64, 100, 3, 3, 1));
    }

    private static final long SEED = 20260;

    @ParameterizedTest
    @MethodSource("shapes")
    void forwardEqualsReference(ConvShape shape) {
        Tensor x = random(shape.input(), 1);
        Tensor weight = random(shape.weight(), 2);
        Tensor expected = garbage(shape.output());
        ReferenceConvolution.forward(shape, x, weight, expected);
        for (Tensor y : onWorkers(
                shape.output(), (pool, y) -> forward(pool, shape, x, Prologue.NONE, weight, y, BandEpilogue.NONE))) {
            assertThat(bits(y)).isEqualTo(bits(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void inputGradientEqualsReference(ConvShape shape) {
        Tensor dy = random(shape.output(), 3);
        Tensor weight = random(shape.weight(), 4);
        Tensor expected = garbage(shape.input());
        ReferenceConvolution.inputGradient(shape, dy, weight, expected);
        for (Tensor dx :
                onWorkers(shape.input(), (pool, dx) -> inputGradient(pool, shape, dy, weight, dx, BandEpilogue.NONE))) {
            assertThat(bits(dx)).isEqualTo(bits(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void weightGradientEqualsReference(ConvShape shape) {
        Tensor x = random(shape.input(), 5);
        Tensor dy = random(shape.output(), 6);
        Tensor expected = garbage(shape.weight());
        ReferenceConvolution.weightGradient(shape, x, dy, expected);
        for (Tensor dw : onWorkers(
                shape.weight(), (pool, dw) -> DirectWeightGradient.run(pool, shape, x, Prologue.NONE, dy, dw))) {
            assertThat(bits(dw)).isEqualTo(bits(expected));
        }
    }

    @Test
    void unusedLanesDoNotReachTheWeightGradient() {
        ConvShape shape = new ConvShape(18, 4, 5, 10, 12, 3, 1);
        Tensor x = random(shape.input(), 7);
        Tensor dy = random(shape.output(), 8);
        Tensor cleanX = Tensor.zeros(shape.input());
        Tensor cleanDy = Tensor.zeros(shape.output());
        LaneFormat.pack(LaneFormat.unpack(x), cleanX);
        LaneFormat.pack(LaneFormat.unpack(dy), cleanDy);
        assertThat(bits(x)).isNotEqualTo(bits(cleanX));
        Tensor dirty = Tensor.zeros(shape.weight());
        Tensor clean = Tensor.zeros(shape.weight());
        try (WorkerPool pool = new WorkerPool(2)) {
            DirectWeightGradient.run(pool, shape, x, Prologue.NONE, dy, dirty);
            DirectWeightGradient.run(pool, shape, cleanX, Prologue.NONE, cleanDy, clean);
        }
        assertThat(bits(dirty)).isEqualTo(bits(clean));
    }

    /** Weights that are no number show everywhere, also where the filter meets only padding. */
    @Test
    void paddingTakesPart() {
        ConvShape shape = new ConvShape(1, 2, 2, 3, 8, 3, 1);
        Tensor weight = random(shape.weight(), 9);
        weight.set(0, Float.NaN); // channel 0, the tap that meets the first pixel only in the last output
        Tensor y = Tensor.zeros(shape.output());
        Tensor dx = Tensor.zeros(shape.input());
        try (WorkerPool pool = new WorkerPool(1)) {
            forward(pool, shape, random(shape.input(), 10), Prologue.NONE, weight, y, BandEpilogue.NONE);
            inputGradient(pool, shape, random(shape.output(), 11), weight, dx, BandEpilogue.NONE);
        }
        assertThat(y.get(0)).isNaN();
        assertThat(dx.get(dx.elements() - 3 * 16)).isNaN();
    }

    @Test
    void buffersOfOneShapeServeTheNext() {
        try (WorkerPool pool = new WorkerPool(2)) {
            int cases = 0;
            for (ConvShape shape : shapes().toList()) {
                Tensor x = random(shape.input(), 12);
                Tensor dy = random(shape.output(), 13);
                Tensor expected = Tensor.zeros(shape.weight());
                Tensor dw = garbage(shape.weight());
                ReferenceConvolution.weightGradient(shape, x, dy, expected);
                DirectWeightGradient.run(pool, shape, x, Prologue.NONE, dy, dw);
                assertThat(bits(dw)).isEqualTo(bits(expected));
                cases++;
            }
            assertThat(cases).isEqualTo((int) shapes().count()).isGreaterThan(30);
        }
    }

    @Test
    void wrongShapesAreNamed() {
        ConvShape shape = new ConvShape(2, 4, 4, 8, 32, 3, 1);
        Tensor x = Tensor.zeros(shape.input());
        Tensor weight = Tensor.zeros(Shape.of(32, 16, 3, 3));
        Tensor y = Tensor.zeros(shape.output());
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> forward(pool, shape, x, Prologue.NONE, weight, y, BandEpilogue.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("convolution: weight has shape (32, 16, 3, 3), expected (32, 8, 3, 3) for an input of 8"
                            + " channels");
            assertThatThrownBy(() -> inputGradient(pool, shape, x, Tensor.zeros(shape.weight()), x, BandEpilogue.NONE))
                    .hasMessageContaining("convolution: output gradient has shape (1, 4, 4, 8, 16) of 2 images")
                    .hasMessageContaining("expected (1, 4, 4, 32, 16) of 2 images");
            assertThatThrownBy(() -> DirectWeightGradient.run(pool, shape, y, Prologue.NONE, y, weight))
                    .hasMessageContaining("convolution: input has shape");
        }
        assertThatThrownBy(() -> ConvShape.of(shape.input(), weight.shape(), 1))
                .hasMessage("convolution: weight has shape (32, 16, 3, 3), expected (outputs, 8, side, side) for an"
                        + " input of 8 channels");
        assertThatThrownBy(() -> new ConvShape(1, 4, 4, 8, 8, 5, 1))
                .hasMessageContaining("filters of side 1 or 3, found 5");
        assertThatThrownBy(() -> new ConvShape(1, 4, 4, 8, 8, 3, 3)).hasMessageContaining("stride of 1 or 2, found 3");
        assertThatThrownBy(() -> new ConvShape(1, 4, 4, 0, 8, 3, 1)).hasMessageContaining("0 channels in");
    }

    /** The prologue is what the operations of an unfused layer do, in all that reads the input. */
    @ParameterizedTest
    @MethodSource("shapes")
    void prologueEqualsTheOperationsBeforeIt(ConvShape shape) {
        float[] scale = random(Shape.of(shape.inChannels()), 14).toArray();
        float[] shift = random(Shape.of(shape.inChannels()), 15).toArray();
        QuantisationGrid grid = QuantisationGrid.of(0, 1.5f, 5);
        Prologue prologue = Prologue.normReluQuantise(scale, shift, grid);
        Tensor x = random(shape.input(), 16);
        Tensor weight = random(shape.weight(), 17);
        Tensor dy = random(shape.output(), 18);
        Tensor activation = Tensor.zeros(shape.input());
        Tensor expected = garbage(shape.output());
        Tensor expectedGradient = garbage(shape.weight());
        try (WorkerPool pool = new WorkerPool(1)) {
            BatchNorm.apply(pool, x, scale, shift, activation);
            Relu.forward(pool, activation, activation);
            FakeQuantise.perTensor(pool, activation, grid, activation);
            forward(pool, shape, activation, Prologue.NONE, weight, expected, BandEpilogue.NONE);
            DirectWeightGradient.run(pool, shape, activation, Prologue.NONE, dy, expectedGradient);
        }
        for (Tensor y : onWorkers(
                shape.output(), (pool, y) -> forward(pool, shape, x, prologue, weight, y, BandEpilogue.NONE))) {
            assertThat(bits(y)).isEqualTo(bits(expected));
        }
        for (Tensor dw :
                onWorkers(shape.weight(), (pool, dw) -> DirectWeightGradient.run(pool, shape, x, prologue, dy, dw))) {
            assertThat(bits(dw)).isEqualTo(bits(expectedGradient));
        }
    }

    /** Every row of every block meets the epilogue once, complete, in bands that cut no chunk of statistics. */
    @ParameterizedTest
    @MethodSource("shapes")
    void epilogueSeesEveryRowOnce(ConvShape shape) {
        Tensor expected = garbage(shape.output());
        Tensor expectedGradient = garbage(shape.input());
        Tensor x = random(shape.input(), 19);
        Tensor dy = random(shape.output(), 20);
        Tensor weight = random(shape.weight(), 21);
        ReferenceConvolution.forward(shape, x, weight, expected);
        ReferenceConvolution.inputGradient(shape, dy, weight, expectedGradient);
        for (int workers = 1; workers <= 3; workers++) {
            RowsSeen rows = new RowsSeen(expected, garbage(shape.output()));
            RowsSeen gradientRows = new RowsSeen(expectedGradient, garbage(shape.input()));
            try (WorkerPool pool = new WorkerPool(workers)) {
                forward(pool, shape, x, Prologue.NONE, weight, rows.result(), rows);
                inputGradient(pool, shape, dy, weight, gradientRows.result(), gradientRows);
            }
            rows.assertAllSeenOnce();
            gradientRows.assertAllSeenOnce();
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
        Tensor prepared = garbage(Shape.of(DirectForward.preparedSize(shape)));
        DirectForward.prepare(pool, shape, weight, prepared);
        DirectForward.run(pool, shape, x, prologue, prepared, y, epilogue);
    }

    private static void inputGradient(
            WorkerPool pool, ConvShape shape, Tensor dy, Tensor weight, Tensor dx, BandEpilogue epilogue) {
        Tensor prepared = garbage(Shape.of(DirectInputGradient.preparedSize(shape)));
        DirectInputGradient.prepare(pool, shape, weight, prepared);
        DirectInputGradient.run(pool, shape, dy, prepared, dx, epilogue);
    }

    private interface Kernel {
        void run(WorkerPool pool, Tensor result);
    }

    private static List<Tensor> onWorkers(Shape shape, Kernel kernel) {
        List<Tensor> results = new ArrayList<>();
        for (int workers = 1; workers <= 3; workers++) {
            Tensor result = garbage(shape);
            try (WorkerPool pool = new WorkerPool(workers)) {
                kernel.run(pool, result);
            }
            results.add(result);
        }
        return results;
    }

    private static Tensor random(Shape shape, long stream) {
        SplittableRandom random = new SplittableRandom(SEED + stream);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < shape.elements(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    /** What a kernel must overwrite. */
    private static Tensor garbage(Shape shape) {
        return random(shape, 99);
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.elements()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(tensor.get(i));
        }
        return bits;
    }
}
