package doublewin.engine.kernel.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargestMagnitudeTest {
    private static final int HEIGHT = 3;
    private static final int WIDTH = 5;
    private static final int CHANNELS = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 37})
    void equalsTheReference(int images) {
        SplittableRandom random = new SplittableRandom(images);
        Tensor x = Tensor.zeros(Shape.lanes(images, HEIGHT, WIDTH, CHANNELS));
        for (int i = 0; i < x.elements(); i++) {
            x.set(i, (float) random.nextGaussian());
        }
        assertThat(found(x)).isEqualTo(expected(x));
    }

    /** Each place in turn holds the one value that matters; unused lanes and other images hold larger ones. */
    @Test
    void everyPlaceOfAnImageCountsAndNoOther() {
        int images = 18;
        int checked = 0;
        for (float value : new float[] {-2, 1e-45f, Float.NEGATIVE_INFINITY, Float.NaN}) {
            for (int n = 0; n < images; n++) {
                Tensor x = Tensor.zeros(Shape.lanes(images, HEIGHT, WIDTH, CHANNELS));
                int place = LaneFormat.index(x.shape(), n, n % HEIGHT, n % WIDTH, n % CHANNELS);
                x.set(place, value);
                x.set(LaneFormat.index(x.shape(), 31, 0, 0, 0), 7);
                float[] largest = new float[images];
                largest[n] = Float.isFinite(value) ? Math.abs(value) : Float.NaN;
                assertThat(found(x)).isEqualTo(largest);
                assertThat(expected(x)).isEqualTo(largest);
                checked++;
            }
        }
        assertThat(checked).isEqualTo(4 * images);
    }

    @Test
    void otherNumbersOfResultsAreRefused() {
        Tensor x = Tensor.zeros(Shape.lanes(3, HEIGHT, WIDTH, CHANNELS));
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> LargestMagnitude.ofImages(pool, x, new float[4]))
                    .hasMessage("largest magnitude: 4 results for a batch of 3 images, expected one each");
        }
    }

    private static float[] found(Tensor x) {
        float[] largest = new float[x.shape().images()];
        try (WorkerPool pool = new WorkerPool(2)) {
            LargestMagnitude.ofImages(pool, x, largest);
        }
        return largest;
    }

    private static float[] expected(Tensor x) {
        float[] largest = new float[x.shape().images()];
        ReferenceLargestMagnitude.ofImages(x, largest);
        return largest;
    }
}
