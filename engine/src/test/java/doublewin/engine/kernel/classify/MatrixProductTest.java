package doublewin.engine.kernel.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixProductTest {
    private static final int[][] CASES = {{1, 1, 1}, {1, 3, 10}, {17, 10, 3}, {16, 64, 10}, {150, 33, 10}, {260, 5, 2}};

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int[] sizes : CASES) {
                Tensor x = Batches.random(Shape.lanes(sizes[0], 1, 1, sizes[1]), 1);
                Tensor dy = Batches.random(Shape.lanes(sizes[0], 1, 1, sizes[2]), 2);
                Tensor weight = Batches.random(Shape.of(sizes[2], sizes[1]), 3);
                Tensor bias = Batches.random(Shape.of(sizes[2]), 4);

                Tensor y = Tensor.zeros(dy.shape());
                Tensor expected = Tensor.zeros(dy.shape());
                MatrixProduct.forward(pool, x, weight, bias, y);
                ReferenceMatrixProduct.forward(x, weight, bias, expected);
                Batches.assertSameBits(y, expected);

                Tensor dx = Tensor.zeros(x.shape());
                expected = Tensor.zeros(x.shape());
                MatrixProduct.inputGradient(pool, dy, weight, dx);
                ReferenceMatrixProduct.inputGradient(dy, weight, expected);
                Batches.assertSameBits(dx, expected);

                Tensor dweight = Tensor.zeros(weight.shape());
                expected = Tensor.zeros(weight.shape());
                MatrixProduct.weightGradient(pool, x, dy, dweight);
                ReferenceMatrixProduct.weightGradient(x, dy, expected);
                Batches.assertSameBits(dweight, expected);

                Tensor dbias = Tensor.zeros(bias.shape());
                expected = Tensor.zeros(bias.shape());
                MatrixProduct.biasGradient(pool, dy, dbias);
                ReferenceMatrixProduct.biasGradient(dy, expected);
                Batches.assertSameBits(dbias, expected);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(CASES.length);
    }

    /** Against sums in double: 40 products of at most 25, each link rounding by at most 2^-24 of the sum. */
    @Test
    void isTheProductOfTheDefinition() {
        Tensor x = Batches.random(Shape.lanes(20, 1, 1, 40), 1);
        Tensor weight = Batches.random(Shape.of(7, 40), 2);
        Tensor bias = Batches.random(Shape.of(7), 3);
        Tensor y = Tensor.zeros(Shape.lanes(20, 1, 1, 7));
        Tensor dweight = Tensor.zeros(weight.shape());
        try (WorkerPool pool = new WorkerPool(1)) {
            MatrixProduct.forward(pool, x, weight, bias, y);
            MatrixProduct.weightGradient(pool, x, y, dweight);
        }
        for (int output = 0; output < 7; output++) {
            for (int n = 0; n < 20; n++) {
                double sum = bias.get(output);
                for (int input = 0; input < 40; input++) {
                    sum += (double) weight.get(output * 40 + input) * at(x, n, input);
                }
                assertThat((double) at(y, n, output)).isCloseTo(sum, within(41 * 25 * 41 * 0x1p-24));
            }
            for (int input = 0; input < 40; input++) {
                double sum = 0;
                double magnitude = 0;
                for (int n = 0; n < 20; n++) {
                    sum += (double) at(y, n, output) * at(x, n, input);
                    magnitude += Math.abs((double) at(y, n, output) * at(x, n, input));
                }
                assertThat((double) dweight.get(output * 40 + input)).isCloseTo(sum, within(3 * magnitude * 0x1p-24));
            }
        }
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(Shape.lanes(2, 1, 1, 4));
        Tensor y = Tensor.zeros(Shape.lanes(2, 1, 1, 3));
        Tensor weight = Tensor.zeros(Shape.of(3, 4));
        Tensor bias = Tensor.zeros(Shape.of(3));
        Tensor maps = Tensor.zeros(Shape.lanes(2, 2, 1, 4));
        Tensor more = Tensor.zeros(Shape.lanes(3, 1, 1, 3));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> MatrixProduct.forward(pool, maps, weight, bias, y))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("matrix product: expected maps of one pixel, found a batch of shape "
                            + "(1, 2, 1, 4, 16) of 2 images; pool it first");
            assertThatThrownBy(() -> MatrixProduct.forward(pool, x, Tensor.zeros(Shape.of(4, 3)), bias, y))
                    .hasMessage("matrix product: weight has shape (4, 3), expected (3, 4)");
            assertThatThrownBy(() -> MatrixProduct.forward(pool, x, weight, Tensor.zeros(Shape.of(4)), y))
                    .hasMessage("matrix product: bias has shape (4), expected (3)");
            assertThatThrownBy(() -> MatrixProduct.weightGradient(pool, x, more, weight))
                    .hasMessageStartingWith("matrix product weight gradient: expected as many results as inputs");
            assertThatThrownBy(() -> MatrixProduct.biasGradient(pool, y, Tensor.zeros(Shape.of(4))))
                    .hasMessage("matrix product bias gradient: result has shape (4), expected (3)");
        }
    }

    private static float at(Tensor batch, int image, int channel) {
        return batch.get(LaneFormat.index(batch.shape(), image, 0, 0, channel));
    }
}
