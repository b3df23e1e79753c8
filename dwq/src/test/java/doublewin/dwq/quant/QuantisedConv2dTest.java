package doublewin.dwq.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.engine.autograd.GradientTarget;
import doublewin.engine.autograd.Tape;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.ReferenceConvolution;
import doublewin.engine.kernel.quantise.QuantisationGrid;
import doublewin.engine.kernel.quantise.ReferenceFakeQuantise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.random.Purpose;
import doublewin.engine.random.RandomKey;
import doublewin.engine.random.RandomStream;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Initialisation;
import doublewin.nn.NetworkParts.ConvolutionSpec;
import doublewin.nn.NetworkParts.PrecisionRole;
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisedConv2dTest {
    private static final ConvolutionSpec SIZE = new ConvolutionSpec(3, 5, 3, 2, PrecisionRole.OF_PASS);

    private final WorkerPool pool = new WorkerPool(2);
    private final Arena arena = new Arena(1 << 16);
    private final QuantisedConv2d convolution = new QuantisedConv2d(SIZE, Numerics.DIRECT);
    private final StateDict state = StateDict.of(convolution);

    QuantisedConv2dTest() {
        Initialisation.WIDE_RES_NET.apply(convolution, 3);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void rangeFollowsEveryTrainingPassAndNoEvaluationPass() {
        assertThat(offset()).isZero();
        assertThat(range()).isZero();

        run(batch(17, -1, 2), new Precision(4), Pass.TRAINING);
        float firstOffset = 0.1f * 0f + 0.9f * -1f;
        float firstRange = 0.1f * 0f + 0.9f * 3f;
        assertThat(offset()).isEqualTo(firstOffset);
        assertThat(range()).isEqualTo(firstRange);

        run(batch(17, -2, 6), Precision.FULL, Pass.TRAINING);
        assertThat(offset()).isEqualTo(0.1f * firstOffset + 0.9f * -2f);
        assertThat(range()).isEqualTo(0.1f * firstRange + 0.9f * 8f);

        float before = range();
        run(batch(17, -9, 9), new Precision(4), Pass.EVALUATION);
        run(batch(17, -9, 9), Precision.FULL, Pass.EVALUATION);
        assertThat(range()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17})
    void trainingQuantisesWithTheBatchsRange(int images) {
        Tensor x = batch(images, -1, 2);
        assertThat(run(x, new Precision(5), Pass.TRAINING)).isEqualTo(expected(x, QuantisationGrid.of(-1, 3, 5)));
    }

    @Test
    void evaluationQuantisesWithTheRunningRange() {
        run(batch(16, -1, 2), new Precision(4), Pass.TRAINING);
        Tensor x = batch(17, -3, 5);
        assertThat(run(x, new Precision(6), Pass.EVALUATION))
                .isEqualTo(expected(x, QuantisationGrid.of(offset(), range(), 6)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRAINING", "EVALUATION"})
    void fullPrecisionQuantisesNothing(Pass pass) {
        Tensor x = batch(17, -1, 2);
        assertThat(run(x, Precision.FULL, pass)).isEqualTo(convolve(x, weight()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 16})
    void anUnquantisedPassQuantisesNothingAndMovesNothing(int bits) {
        run(batch(16, -1, 2), new Precision(4), Pass.TRAINING);
        float before = range();
        Tensor x = batch(17, -3, 5);
        assertThat(run(x, new Precision(bits), Pass.UNQUANTISED)).isEqualTo(convolve(x, weight()));
        assertThat(range()).isEqualTo(before);
    }

    @Test
    void rangeIsLookedForWhereItIsUsedOrCollectedOnly() {
        Tensor x = batch(1, -1, 2);
        x.set(0, Float.NaN);
        run(x, Precision.FULL, Pass.EVALUATION);
        assertThatThrownBy(() -> run(x, Precision.FULL, Pass.TRAINING)).isInstanceOf(NonFiniteException.class);
        assertThatThrownBy(() -> run(x, new Precision(4), Pass.TRAINING)).isInstanceOf(NonFiniteException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aRangeTooWideForAFloatIsAnErrorAndMovesNothing(int bits) {
        Tensor x = batch(17, -1, 2);
        x.set(0, -3e38f);
        x.set(1, 2e38f);
        run(batch(17, -1, 2), Precision.FULL, Pass.TRAINING);
        float before = range();
        assertThatThrownBy(() -> run(x, new Precision(bits), Pass.TRAINING))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageContaining("from -3.0E38 to 2.0E38");
        assertThat(range()).isEqualTo(before);
    }

    @Test
    void partsThatStayInFullPrecisionCollectRanges() {
        var full = new QuantisedParts(NormKind.ORDINARY, PrecisionSet.parse("full"), Numerics.DIRECT)
                .convolution(new ConvolutionSpec(3, 5, 3, 2, PrecisionRole.FULL));
        StateDict.of(full).tensors().get("weight").copyFrom(weight());
        Tensor x = batch(17, -1, 2);
        Tape tape = new Tape(arena, pool, GradientTarget.NONE);
        float[] found = LaneFormat.unpack(full.forward(tape, tape.input(x), new Precision(2), Pass.TRAINING)
                .value());
        assertThat(found).isEqualTo(convolve(x, weight()));
        assertThat(StateDict.of(full)
                        .tensors()
                        .get("quantize_input.running_range")
                        .get(0))
                .isEqualTo(0.9f * 3f);
    }

    private float offset() {
        return state.tensors().get("quantize_input.running_zero_point").get(0);
    }

    private float range() {
        return state.tensors().get("quantize_input.running_range").get(0);
    }

    private Tensor weight() {
        return state.tensors().get("weight");
    }

    private float[] run(Tensor x, Precision precision, Pass pass) {
        arena.reset();
        Tape tape = new Tape(arena, pool, GradientTarget.NONE);
        return LaneFormat.unpack(
                convolution.forward(tape, tape.input(x), precision, pass).value());
    }

    private float[] expected(Tensor x, QuantisationGrid grid) {
        Tensor quantised = Tensor.zeros(x.shape());
        ReferenceFakeQuantise.perTensor(x, grid, quantised);
        Tensor filter = Tensor.zeros(weight().shape());
        ReferenceFakeQuantise.perChannel(weight(), grid.bits(), filter);
        return convolve(quantised, filter);
    }

    private static float[] convolve(Tensor x, Tensor filter) {
        ConvShape shape = ConvShape.of(x.shape(), filter.shape(), SIZE.stride());
        Tensor y = Tensor.zeros(shape.output());
        ReferenceConvolution.forward(shape, x, filter, y);
        return LaneFormat.unpack(y);
    }

    /** A batch of odd height with the given extremes; unused lanes hold values beyond them. */
    private static Tensor batch(int images, float low, float high) {
        RandomStream random =
                new RandomStream(RandomKey.of(11, Purpose.EMBEDDED_DATA).withImage(images));
        float[] values = new float[images * SIZE.inChannels() * 7 * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.uniform(low, high);
        }
        values[0] = high;
        values[values.length - 1] = low;
        Tensor x = Tensor.zeros(Shape.lanes(images, 7, 6, SIZE.inChannels()));
        x.fill(100 * high);
        Tensor lanes = Tensor.zeros(x.shape());
        LaneFormat.pack(values, lanes);
        for (int i = 0; i < x.elements(); i++) {
            int block = i / (x.elements() / x.shape().blocks());
            if (i % Shape.LANES < x.shape().imagesInBlock(block)) {
                x.set(i, lanes.get(i));
            }
        }
        return x;
    }
}
