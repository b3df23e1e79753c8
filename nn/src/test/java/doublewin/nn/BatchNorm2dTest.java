package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchNorm2dTest {
    private static final WorkerPool POOL = new WorkerPool(2);

    @AfterAll
    static void close() {
        POOL.close();
    }

    /** Mean and variance of one channel, plainly in double. */
    private static double[] moments(float[] values, int images, int channels, int pixels, int channel) {
        int count = images * pixels;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < images; n++) {
            for (int p = 0; p < pixels; p++) {
                sum += values[(n * channels + channel) * pixels + p];
            }
        }
        for (int n = 0; n < images; n++) {
            for (int p = 0; p < pixels; p++) {
                squares += Math.pow(values[(n * channels + channel) * pixels + p] - sum / count, 2);
            }
        }
        return new double[] {sum / count, squares / count, squares / (count - 1)};
    }

    @ParameterizedTest
    @CsvSource({"1,5,3", "17,3,10", "33,2,2"})
    void trainingUsesTheBatchAndMovesTheRunningStatistics(int images, int side, int channels) {
        int pixels = side * side;
        BatchNorm2d norm = new BatchNorm2d(channels);
        Map<String, Tensor> state = StateDict.of(norm).tensors();
        state.get("weight").copyFrom(RecordedPass.normal(1, channels));
        state.get("bias").copyFrom(RecordedPass.normal(2, channels));
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        Arrays.fill(variance, 1);
        for (int batch = 0; batch < 3; batch++) {
            float[] values = RecordedPass.normal(10 + batch, images * channels * pixels);
            for (int i = 0; i < values.length; i++) {
                values[i] = 2 * values[i] + 5;
            }
            float[] y = RecordedPass.forward(
                    POOL, norm, RecordedPass.batch(values, images, side, side, channels), Pass.TRAINING);
            for (int c = 0; c < channels; c++) {
                double[] moments = moments(values, images, channels, pixels, c);
                mean[c] = 0.9 * mean[c] + 0.1 * moments[0];
                variance[c] = 0.9 * variance[c] + 0.1 * moments[2];
                assertThat((double) state.get("running_mean").get(c)).isCloseTo(mean[c], within(1e-5));
                assertThat((double) state.get("running_var").get(c)).isCloseTo(variance[c], within(1e-5));
                double expected =
                        state.get("weight").get(c) * (values[c * pixels] - moments[0]) / Math.sqrt(moments[1] + 1e-5)
                                + state.get("bias").get(c);
                assertThat((double) y[c * pixels]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    @Test
    void evaluationUsesTheRunningStatistics() {
        BatchNorm2d norm = new BatchNorm2d(2);
        Map<String, Tensor> state = StateDict.of(norm).tensors();
        state.get("weight").copyFrom(new float[] {2, -1});
        state.get("bias").copyFrom(new float[] {0.5f, 3});
        state.get("running_mean").copyFrom(new float[] {1, -2});
        state.get("running_var").copyFrom(new float[] {4, 0.25f});
        Tensor x = RecordedPass.batch(new float[] {7, -4}, 1, 1, 1, 2);
        float[] y = RecordedPass.forward(POOL, norm, x, Pass.EVALUATION);
        assertThat(y[0]).isCloseTo(6.5f, within(1e-4f));
        assertThat(y[1]).isCloseTo(7f, within(1e-3f));
        assertThat(state.get("running_mean").toArray()).containsExactly(1, -2);
    }

    @Test
    void trainingOnOneValueAChannelIsRefused() {
        Tensor x = RecordedPass.batch(new float[] {7, -4}, 1, 1, 1, 2);
        assertThatThrownBy(() -> RecordedPass.forward(POOL, new BatchNorm2d(2), x, Pass.TRAINING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than one value a channel");
    }
}
