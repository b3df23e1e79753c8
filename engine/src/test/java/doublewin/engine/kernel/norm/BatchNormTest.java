package doublewin.engine.kernel.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.Batches;
import doublewin.engine.kernel.lane.RowChunks;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

                for (Optional<Tensor> other :
                        List.of(Optional.<Tensor>empty(), Optional.of(Batches.random(shape, 6)))) {
                    ReferenceBatchNorm.inputGradient(x, dy, a, b, c, other, expected);
                    BatchNorm.inputGradient(pool, x, dy, a, b, c, other, found);
                    Batches.assertSameBits(found, expected);
                    Tensor inPlace = Batches.copy(dy);
                    BatchNorm.inputGradient(pool, x, inPlace, a, b, c, other, inPlace);
                    Batches.assertSameBits(inPlace, expected);
                }

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

    /**
     * Against two passes in double. A chain of floats has a link for each pixel of a chunk, and rounds to 2^-24 of what it
     * has summed so far, which is at most the sum of the terms' magnitudes; a centred term is rounded twice more.
     */
    @Test
    void sumsAreThoseOfTheDefinition() {
        Shape shape = Shape.lanes(21, 9, 11, 3);
        Tensor x = Batches.random(shape, 1);
        Tensor dy = Batches.random(shape, 2);
        float[] centre = {0.5f, 1, 1.5f};
        double[] sumDy = new double[3];
        double[] sumDyCentred = new double[3];
        try (WorkerPool pool = new WorkerPool(2)) {
            BatchNorm.gradientSums(pool, x, dy, centre, sumDy, sumDyCentred);
        }
        int values = 21 * 9 * 11;
        int links = RowChunks.rows(shape.width()) * shape.width();
        for (int c = 0; c < 3; c++) {
            double[] ofX = Batches.channel(x, c);
            double[] ofDy = Batches.channel(dy, c);
            double sum = 0;
            double products = 0;
            double magnitude = 0;
            double centredMagnitude = 0;
            for (int i = 0; i < values; i++) {
                sum += ofDy[i];
                products += ofDy[i] * (ofX[i] - centre[c]);
                magnitude += Math.abs(ofDy[i]);
                centredMagnitude += Math.abs(ofDy[i] * (ofX[i] - centre[c]));
            }
            assertThat(sumDy[c]).isCloseTo(sum, within(links * 0x1p-24 * magnitude));
            assertThat(sumDyCentred[c]).isCloseTo(products, within((links + 2) * 0x1p-24 * centredMagnitude));
        }
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 3, 3, 4));
        float[] four = new float[4];
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> BatchNorm.apply(pool, x, new float[5], four, x))
                    .hasMessageStartingWith("batch norm: scale has 5 values, expected 4");
            assertThatThrownBy(() -> BatchNorm.apply(pool, x, four, four, Tensor.zeros(Shape.lanes(3, 3, 3, 4))))
                    .hasMessage("batch norm: result has shape (1, 3, 3, 4, 16) of 3 images, "
                            + "expected (1, 3, 3, 4, 16) of 2 images");
        }
    }
}
