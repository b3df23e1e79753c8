package doublewin.dwq.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AlignmentTest {
    private static final double[] PIXELS = {1, 1};

    @Test
    void equalOppositeAndPerpendicularDirections() {
        float[] a = {0.1f, -0.7f, 1e-20f, 3};
        float[] opposite = {-0.2f, 1.4f, -2e-20f, -6};
        assertThat(Alignment.of(a, a, PIXELS)).isEqualTo(new Alignment(1, 1));
        assertThat(Alignment.of(a, opposite, PIXELS)).isEqualTo(new Alignment(-1, 0));
        assertThat(Alignment.of(new float[] {1, 1}, new float[] {-2, 2}, PIXELS))
                .isEqualTo(new Alignment(0, 0.5));
    }

    /** In the units of (3, 4) and (4, 3) the cosine is 24/25; two channels in other units have another angle. */
    @Test
    void anglesAreThoseOfPixels() {
        float[] a = {3, 4, 3, 4};
        float[] b = {4, 3, 4, 3};
        assertThat(Alignment.of(a, b, PIXELS).cosine()).isCloseTo(24 / 25.0, within(1e-15));
        assertThat(Alignment.of(a, b, new double[] {2, 4}).cosine())
                .isCloseTo(240 / Math.sqrt(292 * 208), within(1e-15));
    }

    @Test
    void zerosAgreeWithZerosAlone() {
        float[] a = {0, 0, 1, -1, -0f, -1, 5, 0};
        float[] b = {0, 1, 0, -1, 0, 1, 1, -1};
        assertThat(Alignment.of(a, b, PIXELS).signs()).isEqualTo(4 / 8.0);
    }

    @Test
    void whatIsZeroHasNoDirectionInCommonWithAnything() {
        assertThat(Alignment.of(new float[2], new float[] {1, 2}, PIXELS).cosine())
                .isZero();
    }

    /** The smallest float, squared twice, is far above the smallest double. */
    @Test
    void tinyGradientsHaveADirection() {
        float[] tiny = {Float.MIN_VALUE, -3 * Float.MIN_VALUE};
        assertThat(Alignment.of(tiny, tiny, PIXELS)).isEqualTo(new Alignment(1, 1));
    }
}
