package doublewin.engine.kernel.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.kernel.Batches;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeFinderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void equalsItsReference(int workers) {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (Shape shape : Batches.AWKWARD) {
                Tensor x = Batches.random(shape, shape.elements());
                assertThat(RangeFinder.perTensor(pool, x)).isEqualTo(ReferenceRangeFinder.perTensor(x));
                cases++;
            }
            for (int length : new int[] {1, 15, 16, 33, 40_000}) {
                Tensor x = Batches.random(Shape.of(length), length);
                assertThat(RangeFinder.perTensor(pool, x)).isEqualTo(ReferenceRangeFinder.perTensor(x));
                cases++;
            }
        }
        assertThat(cases).isEqualTo(Batches.AWKWARD.size() + 5);
    }

    /** Wherever an extreme stands it is found, and only in the lanes that hold images. */
    @Test
    void findsAnExtremeAtEveryPlace() {
        Shape shape = Shape.lanes(19, 2, 3, 2);
        try (WorkerPool pool = new WorkerPool(1)) {
            for (int n = 0; n < 19; n++) {
                for (int c = 0; c < 2; c++) {
                    Tensor x = Tensor.zeros(shape);
                    Batches.fillUnusedLanes(x, Float.NEGATIVE_INFINITY);
                    int at = LaneFormat.index(shape, n, n % 2, n % 3, c);
                    x.set(at, -2);
                    assertThat(RangeFinder.perTensor(pool, x)).isEqualTo(new Range(-2, 0));
                    x.set(at, 1e-40f);
                    assertThat(RangeFinder.perTensor(pool, x)).isEqualTo(new Range(0, 1e-40f));
                }
            }
        }
    }

    @Test
    void makesNegativeZeroPositive() {
        Tensor x = Tensor.zeros(Shape.of(20));
        x.fill(-0f);
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThat(RangeFinder.perTensor(pool, x)).isEqualTo(new Range(0f, 0f));
        }
        assertThat(ReferenceRangeFinder.perTensor(x)).isEqualTo(new Range(0f, 0f));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesThePlaceOfAValueThatIsNotFinite(float value) {
        Shape shape = Shape.lanes(18, 3, 4, 5);
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int image : new int[] {0, 7, 17}) {
                Tensor x = Batches.random(shape, image);
                x.set(LaneFormat.index(shape, image, 2, 3, 4), value);
                assertThatThrownBy(() -> RangeFinder.perTensor(pool, x))
                        .isInstanceOf(NonFiniteException.class)
                        .hasMessage("range: found " + value + " in image " + image
                                + ", channel 4, row 2, column 3 of a batch of shape (2, 3, 4, 5, 16) of 18 images");
            }
            Tensor negativeNan = Tensor.zeros(Shape.of(50));
            negativeNan.set(41, Float.intBitsToFloat(0xffc00001));
            assertThatThrownBy(() -> RangeFinder.perTensor(pool, negativeNan))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("range: found NaN at element 41 of a tensor of shape (50)");
        }
    }
}
