package doublewin.engine.kernel.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.Batches;
import doublewin.engine.kernel.point.Relu;
import doublewin.engine.kernel.quantise.Range;
import doublewin.engine.kernel.quantise.RangeFinder;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelStatisticsTest {
    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>(Batches.AWKWARD);
        shapes.add(Shape.lanes(18, 2, 3, 150));
        shapes.add(Shape.lanes(2, 3, 40, 6));
        return shapes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalTheirReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : shapes()) {
                Tensor x = Batches.random(shape, shape.channels());
                ChannelStatistics found = ChannelStatistics.of(pool, x);
                ChannelStatistics expected = ReferenceChannelStatistics.of(x);
                assertThat(found.mean()).containsExactly(expected.mean());
                assertThat(found.variance()).containsExactly(expected.variance());
                assertThat(found.min()).containsExactly(expected.min());
                assertThat(found.max()).containsExactly(expected.max());
                cases++;
            }
        }
        assertThat(cases).isEqualTo(shapes().size());
    }

    /** Against two passes in double. A float chain has 32 links: a relative error of 32 * 2^-24 at the worst. */
    @Test
    void areThoseOfTheDefinition() {
        Shape shape = Shape.lanes(21, 9, 11, 3);
        Tensor x = Batches.random(shape, 1);
        ChannelStatistics found;
        try (WorkerPool pool = new WorkerPool(2)) {
            found = ChannelStatistics.of(pool, x);
        }
        double tolerance = 32 * 0x1p-24;
        for (int c = 0; c < 3; c++) {
            double[] values = Batches.channel(x, c);
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            double squares = 0;
            for (double value : values) {
                squares += (value - sum / values.length) * (value - sum / values.length);
            }
            assertThat(found.mean()[c]).isCloseTo(sum / values.length, within(8 * tolerance));
            double variance = squares / values.length;
            assertThat(found.variance()[c]).isCloseTo(variance, within(8 * 8 * tolerance));
        }
    }

    @Test
    void aLargeMeanCostsNoDigitsAndAConstantHasNoVariance() {
        Shape shape = Shape.lanes(16, 8, 8, 2);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.elements(); i++) {
            x.set(i, i / 16 % 2 == 0 ? 4096 + (i % 2 == 0 ? 0.5f : -0.5f) : 0.1f);
        }
        try (WorkerPool pool = new WorkerPool(1)) {
            ChannelStatistics found = ChannelStatistics.of(pool, x);
            assertThat(found.mean()).containsExactly(4096, 0.1f);
            assertThat(found.variance()).containsExactly(0.25, 0);
        }
    }

    /** The range of the activation, from four numbers a channel, is the one that reading the activation finds. */
    @Test
    void reluRangeIsTheActivationsRange() {
        for (Shape shape : shapes()) {
            Tensor x = Batches.random(shape, 2);
            for (double low : new double[] {-2, 0.5}) {
                float[] scale = Batches.vector(shape.channels(), -2, 2, 3);
                float[] shift = Batches.vector(shape.channels(), low, 10 + low, 4);
                Tensor activation = Tensor.zeros(shape);
                try (WorkerPool pool = new WorkerPool(2)) {
                    BatchNorm.apply(pool, x, scale, shift, activation);
                    Relu.forward(pool, activation, activation);
                    Range expected = RangeFinder.perTensor(pool, activation);
                    assertThat(ChannelStatistics.of(pool, x).reluRange(scale, shift))
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aValueThatIsNotFiniteSpoilsTheVarianceOfItsChannel() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Tensor x = Batches.random(Shape.lanes(17, 3, 5, 10), 5);
            x.set(LaneFormat.index(x.shape(), 3, 1, 2, 7), value);
            try (WorkerPool pool = new WorkerPool(2)) {
                double[] variance = ChannelStatistics.of(pool, x).variance();
                for (int c = 0; c < variance.length; c++) {
                    assertThat(Double.isFinite(variance[c])).isEqualTo(c != 7);
                }
            }
        }
    }

    @Test
    void refuseWhatIsNoBatch() {
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> ChannelStatistics.of(pool, Tensor.zeros(Shape.of(4))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
