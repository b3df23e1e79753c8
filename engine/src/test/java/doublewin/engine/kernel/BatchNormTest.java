package doublewin.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNormTest {
    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>(Batches.AWKWARD);
        shapes.add(Shape.lanes(18, 2, 3, 150));
        return shapes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void statisticsEqualTheirReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : shapes()) {
                int channels = shape.channels();
                Tensor x = Batches.random(shape, channels);
                double[] mean = new double[channels];
                double[] variance = new double[channels];
                double[] expectedMean = new double[channels];
                double[] expectedVariance = new double[channels];
                BatchNorm.statistics(pool, x, mean, variance);
                ReferenceBatchNorm.statistics(x, expectedMean, expectedVariance);
                assertThat(mean).containsExactly(expectedMean);
                assertThat(variance).containsExactly(expectedVariance);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(shapes().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void passesEqualTheirReferences(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : shapes()) {
                int channels = shape.channels();
                Tensor x = Batches.random(shape, 1);
                Tensor dy = Batches.random(shape, 2);
                float[] a = Batches.vector(channels, -2, 2, 3);
                float[] b = Batches.vector(channels, -2, 2, 4);
                float[] c = Batches.vector(channels, -2, 2, 5);
                Tensor expected = Tensor.zeros(shape);
                Tensor found = Tensor.zeros(shape);

                ReferenceBatchNorm.apply(x, a, b, expected);
                BatchNorm.apply(pool, x, a, b, found);
                Batches.assertSameBits(found, expected);

                ReferenceBatchNorm.inputGradient(x, dy, a, b, c, expected);
                BatchNorm.inputGradient(pool, x, dy, a, b, c, found);
                Batches.assertSameBits(found, expected);
                Tensor inPlace = Batches.copy(dy);
                BatchNorm.inputGradient(pool, x, inPlace, a, b, c, inPlace);
                Batches.assertSameBits(inPlace, expected);

                ReferenceBatchNorm.scaleGradient(dy, a, expected);
                BatchNorm.scaleGradient(pool, dy, a, found);
                Batches.assertSameBits(found, expected);

                double[] sums = new double[channels];
                double[] centred = new double[channels];
                double[] expectedSums = new double[channels];
                double[] expectedCentred = new double[channels];
                ReferenceBatchNorm.gradientSums(x, dy, a, expectedSums, expectedCentred);
                BatchNorm.gradientSums(pool, x, dy, a, sums, centred);
                assertThat(sums).containsExactly(expectedSums);
                assertThat(centred).containsExactly(expectedCentred);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(shapes().size());
    }

    /** Against two passes in double. A float chain has 64 links: a relative error of 64 * 2^-24 at the worst. */
    @Test
    void statisticsAndSumsAreThoseOfTheDefinition() {
        Shape shape = Shape.lanes(21, 9, 11, 3);
        Tensor x = Batches.random(shape, 1);
        Tensor dy = Batches.random(shape, 2);
        double[] mean = new double[3];
        double[] variance = new double[3];
        double[] sumDy = new double[3];
        double[] sumDyCentred = new double[3];
        float[] centre = new float[3];
        try (WorkerPool pool = new WorkerPool(2)) {
            BatchNorm.statistics(pool, x, mean, variance);
            for (int c = 0; c < 3; c++) {
                centre[c] = (float) mean[c];
            }
            BatchNorm.gradientSums(pool, x, dy, centre, sumDy, sumDyCentred);
        }
        int values = 21 * 9 * 11;
        double tolerance = 64 * 0x1p-24;
        for (int c = 0; c < 3; c++) {
            double[] ofX = channel(x, c);
            double[] ofDy = channel(dy, c);
            double sum = 0;
            double sumOfDy = 0;
            for (int i = 0; i < values; i++) {
                sum += ofX[i];
                sumOfDy += ofDy[i];
            }
            double squares = 0;
            double products = 0;
            for (int i = 0; i < values; i++) {
                squares += (ofX[i] - sum / values) * (ofX[i] - sum / values);
                products += ofDy[i] * (ofX[i] - centre[c]);
            }
            assertThat(mean[c]).isCloseTo(sum / values, within(5 * tolerance));
            assertThat(variance[c]).isCloseTo(squares / values, within(5 * tolerance * squares / values));
            assertThat(sumDy[c]).isCloseTo(sumOfDy, within(5 * values * tolerance));
            assertThat(sumDyCentred[c]).isCloseTo(products, within(25 * values * tolerance));
        }
    }

    @Test
    void aLargeMeanCostsNoDigitsAndAConstantHasNoVariance() {
        Shape shape = Shape.lanes(16, 8, 8, 2);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.elements(); i++) {
            x.set(i, i / 16 % 2 == 0 ? 4096 + (i % 2 == 0 ? 0.5f : -0.5f) : 0.1f);
        }
        double[] mean = new double[2];
        double[] variance = new double[2];
        try (WorkerPool pool = new WorkerPool(1)) {
            BatchNorm.statistics(pool, x, mean, variance);
        }
        assertThat(mean).containsExactly(4096, 0.1f);
        assertThat(variance).containsExactly(0.25, 0);
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 3, 3, 4));
        float[] four = new float[4];
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> BatchNorm.statistics(pool, x, new double[4], new double[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("statistics: variance has 3 values, expected 4, one for each channel of a batch of "
                            + "shape (1, 3, 3, 4, 16) of 2 images");
            assertThatThrownBy(() -> BatchNorm.apply(pool, x, new float[5], four, x))
                    .hasMessageStartingWith("batch norm: scale has 5 values, expected 4");
            assertThatThrownBy(() -> BatchNorm.apply(pool, x, four, four, Tensor.zeros(Shape.lanes(3, 3, 3, 4))))
                    .hasMessage("batch norm: result has shape (1, 3, 3, 4, 16) of 3 images, "
                            + "expected (1, 3, 3, 4, 16) of 2 images");
            assertThatThrownBy(
                            () -> BatchNorm.statistics(pool, Tensor.zeros(Shape.of(4)), new double[4], new double[4]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static double[] channel(Tensor x, int c) {
        Shape shape = x.shape();
        double[] values = new double[shape.images() * shape.height() * shape.width()];
        int i = 0;
        for (int n = 0; n < shape.images(); n++) {
            for (int h = 0; h < shape.height(); h++) {
                for (int w = 0; w < shape.width(); w++) {
                    values[i++] = x.get(LaneFormat.index(shape, n, h, w, c));
                }
            }
        }
        return values;
    }
}
