package doublewin.engine.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.engine.kernel.norm.ChannelStatistics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.NonFiniteException;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchNormOpTest {
    private static final double EPSILON = 1e-5;

    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3", "17, 3, 4, 10", "33, 1, 1, 3", "3, 2, 1, 10"})
    void trainingGradients(int images, int height, int width, int channels) {
        GradientCheck.run(
                terms(images, height, width),
                operands(images, height, width, channels),
                (tape, v) -> BatchNormOp.apply(tape, ChannelNorm.training(tape, v.get(0), v.get(1), v.get(2), EPSILON)),
                v -> {
                    DoubleMaps x = new DoubleMaps(images, channels, height, width, v[0]);
                    return x.normalise(x.mean(), x.variance(), EPSILON, v[1], v[2])
                            .values();
                });
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7, 3", "17, 3, 4, 10", "1, 1, 1, 3"})
    void evaluationGradients(int images, int height, int width, int channels) {
        SplittableRandom random = new SplittableRandom(5);
        Operand mean = Operand.random("running mean", Shape.of(channels), random);
        Operand variance = Operand.random("running variance", Shape.of(channels), 0.1, 2, random);
        GradientCheck.run(
                terms(images, height, width),
                operands(images, height, width, channels),
                (tape, v) -> BatchNormOp.apply(
                        tape,
                        ChannelNorm.evaluation(
                                v.get(0), v.get(1), v.get(2), mean.tensor(), variance.tensor(), EPSILON)),
                v -> new DoubleMaps(images, channels, height, width, v[0])
                        .normalise(mean.doubles(), variance.doubles(), EPSILON, v[1], v[2])
                        .values());
    }

    @Test
    void givesTheStatisticsOfTheImagesAlone() {
        Operand x = operands(17, 3, 4, 10).get(0);
        DoubleMaps maps = new DoubleMaps(17, 10, 3, 4, x.doubles());
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 16), pool, GradientTarget.NONE);
            Variable one = tape.constant(Tensor.zeros(Shape.of(10)));
            ChannelNorm norm = ChannelNorm.training(tape, tape.input(x.tensor()), one, one, EPSILON);
            ChannelStatistics batch = norm.batch().orElseThrow();
            assertThat(BatchNormOp.apply(tape, norm).requiresGradient()).isFalse();
            for (int c = 0; c < 10; c++) {
                assertThat(batch.mean()[c]).isCloseTo(maps.mean()[c], within(1e-6));
                assertThat(batch.variance()[c]).isCloseTo(maps.variance()[c], within(1e-6));
                assertThat(norm.unbiasedVariance(c)).isCloseTo(maps.variance()[c] * 204 / 203, within(1e-6));
            }
        }
    }

    /** Finite values, whose variance neither a float nor a running statistic holds. */
    @Test
    void tellsOfAVarianceThatOverflows() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Tensor maps = Tensor.zeros(Shape.lanes(2, 1, 1, 3));
            maps.set(LaneFormat.index(maps.shape(), 0, 0, 0, 1), 1e25f);
            Variable x = tape.input(maps);
            Variable three = tape.constant(Tensor.zeros(Shape.of(3)));
            assertThatThrownBy(() -> ChannelNorm.training(tape, x, three, three, EPSILON))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageStartingWith("batch norm: channel 1 has variance ")
                    .hasMessageEndingWith("expected at most 3.4028235E38");
            maps.set(LaneFormat.index(maps.shape(), 1, 0, 0, 2), Float.NaN);
            Variable spoilt = tape.input(maps);
            assertThatThrownBy(() -> ChannelNorm.training(tape, spoilt, three, three, EPSILON))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("NaN");
        }
    }

    @Test
    void rejectsWhatItCannotNormalise() {
        try (WorkerPool pool = new WorkerPool(1)) {
            Tape tape = new Tape(new Arena(1 << 10), pool, GradientTarget.NONE);
            Variable single = tape.input(Tensor.zeros(Shape.lanes(1, 1, 1, 3)));
            Variable three = tape.constant(Tensor.zeros(Shape.of(3)));
            Variable four = tape.constant(Tensor.zeros(Shape.of(4)));
            assertThatThrownBy(() -> ChannelNorm.training(tape, single, three, three, EPSILON))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than one value a channel");
            assertThatThrownBy(() -> ChannelNorm.training(tape, single, four, three, EPSILON))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("batch norm: gamma has shape (4), expected (3)");
            assertThatThrownBy(() -> ChannelNorm.training(tape, three, three, three, EPSILON))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lane format");
        }
    }

    /**
     * A sum over images and pixels; and dx = a * dy + (b * x + c), whose terms nearly cancel: |x| and |mean| are up to
     * four deviations, so that the rounding of each of the three weighs some four times what it does in the result.
     */
    private static int terms(int images, int height, int width) {
        return images * height * width + 3 * 4;
    }

    /** Input with a mean that is not small against its deviation, gamma of both signs, beta. */
    private static List<Operand> operands(int images, int height, int width, int channels) {
        SplittableRandom random = new SplittableRandom(3);
        return List.of(
                Operand.random("x", Shape.lanes(images, height, width, channels), -1, 4, random),
                Operand.random("gamma", Shape.of(channels), random),
                Operand.random("beta", Shape.of(channels), random));
    }
}
