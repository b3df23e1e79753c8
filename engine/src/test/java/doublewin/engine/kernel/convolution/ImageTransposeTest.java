package doublewin.engine.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value comes to its place, and none beside it is touched, for any number of channels and images. */
class ImageTransposeTest {
    private static final int LANES = Shape.LANES;
    private static final int BEFORE = 3;
    private static final float UNTOUCHED = -1;

    private static float[] numbered(int channels) {
        float[] in = new float[BEFORE + LANES * LANES];
        for (int i = 0; i < channels * LANES; i++) {
            in[BEFORE + i] = 1 + i;
        }
        return in;
    }

    private static float[] expected(int width, int channels, int images, int length) {
        float[] out = new float[length];
        Arrays.fill(out, UNTOUCHED);
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < width; c++) {
                out[BEFORE + n * width + c] = c < channels ? 1 + c * LANES + n : 0;
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "16, 5", "16, 1", "16, 0", "7, 16", "1, 3"})
    void vectorsOfChannels(int images, int channels) {
        int length = BEFORE + LANES * LANES + 5;
        float[] out = new float[length];
        Arrays.fill(out, UNTOUCHED);
        float[] work = new float[2 + ImageTranspose.WORK];
        ImageTranspose.vectors(numbered(channels), BEFORE, channels, images, out, BEFORE, work, 2);
        assertThat(out).isEqualTo(expected(LANES, channels, images, length));
    }

    @ParameterizedTest
    @CsvSource({"16, 4", "16, 3", "16, 1", "16, 0", "9, 4", "1, 2"})
    void tilesOfFourChannels(int images, int channels) {
        int length = BEFORE + LANES * 4 + 5;
        float[] out = new float[length];
        Arrays.fill(out, UNTOUCHED);
        ImageTranspose.tiles(numbered(channels), BEFORE, channels, images, out, BEFORE);
        assertThat(out).isEqualTo(expected(4, channels, images, length));
    }
}
