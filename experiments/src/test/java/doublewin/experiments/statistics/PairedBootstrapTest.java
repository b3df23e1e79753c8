package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private static final int IMAGES = 400;

    private static ImageScore random(long seed, int images) {
        SplittableRandom random = new SplittableRandom(seed);
        return new ImageScore(random.ints(images, 0, 14).toArray(), 13);
    }

    @Test
    void standardErrorIsThatOfAMean() {
        ImageScore score = random(1, IMAGES);
        double mean = score.mean();
        double variance = Arrays.stream(score.parts())
                .mapToDouble(part -> part / 13.0 - mean)
                .map(x -> x * x)
                .average()
                .orElseThrow();
        double expected = Math.sqrt(variance / IMAGES);
        ResampledMean resampled = new PairedBootstrap(IMAGES).of(List.of(score)).getFirst();
        // The relative error of a standard deviation over R resamples is 1 / sqrt(2 R): four of these.
        double bound = 4 * expected / Math.sqrt(2.0 * PairedBootstrap.RESAMPLES);
        assertThat(resampled.standardError()).isCloseTo(expected, within(bound));
        assertThat(resampled.estimate()).isEqualTo(mean);
        Interval interval = resampled.interval();
        assertThat(interval.low()).isCloseTo(mean - 1.96 * expected, within(0.1 * expected));
        assertThat(interval.high()).isCloseTo(mean + 1.96 * expected, within(0.1 * expected));
    }

    @Test
    void pairsAllScores() {
        ImageScore score = random(2, IMAGES);
        ImageScore better =
                new ImageScore(IntStream.of(score.parts()).map(part -> part + 2).toArray(), 13);
        PairedBootstrap bootstrap = new PairedBootstrap(IMAGES, 50);
        List<ResampledMean> means = bootstrap.of(List.of(score, better, better.minus(score)));
        for (int resample = 0; resample < 50; resample++) {
            assertThat(means.get(1).means()[resample] - means.get(0).means()[resample])
                    .isCloseTo(2 / 13.0, within(1e-12));
        }
        // What all images share does not vary.
        assertThat(means.get(2).interval()).isEqualTo(new Interval(2 / 13.0, 2 / 13.0, 2 / 13.0));
    }

    @Test
    void aResampleDependsOnNothingButItsNumber() {
        ImageScore score = random(3, IMAGES);
        double[] few =
                new PairedBootstrap(IMAGES, 20).of(List.of(score)).getFirst().means();
        double[] many = new PairedBootstrap(IMAGES, 40)
                .of(List.of(random(4, IMAGES), score))
                .get(1)
                .means();
        assertThat(Arrays.copyOf(many, 20)).containsExactly(few);
        assertThat(Arrays.stream(many).distinct().count()).isGreaterThan(20);
    }

    /** Sums of the largest parts there are, against sums without bounds; and a difference beyond them is no figure. */
    @Test
    void noSumOverflows() {
        int images = 3000;
        for (int extreme : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            int[] parts = new int[images];
            Arrays.fill(parts, extreme);
            ImageScore score = new ImageScore(parts, 1 << 16);
            BigInteger sum = BigInteger.valueOf(extreme).multiply(BigInteger.valueOf(images));
            double mean = sum.doubleValue() / ((double) (1 << 16) * images);
            assertThat(score.mean()).isEqualTo(mean);
            // Whatever a resample takes, it takes so many images in all.
            assertThat(new PairedBootstrap(images, 20)
                            .of(List.of(score))
                            .getFirst()
                            .means())
                    .containsOnly(mean);
        }
        ImageScore highest = new ImageScore(new int[] {Integer.MAX_VALUE}, 1);
        ImageScore lowest = new ImageScore(new int[] {-1}, 1);
        assertThatThrownBy(() -> highest.minus(lowest)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void refusesScoresOfOtherImages() {
        PairedBootstrap bootstrap = new PairedBootstrap(IMAGES, 10);
        List<ImageScore> scores = List.of(random(5, IMAGES + 1));
        assertThatThrownBy(() -> bootstrap.of(scores)).hasMessage("bootstrap over 400 images: a score has 401");
    }
}
