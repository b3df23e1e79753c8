package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnSpreadTest {
    private static final int COLUMNS = 13;
    private static final int RESAMPLES = 400;
    private static final int SAMPLES = 100;

    /** Columns of equal true averages, but for the first, which lies lower by {@code less}. */
    private static List<ImageScore> columns(int images, double less, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] robustness = random.doubles(images).toArray();
        List<ImageScore> columns = new ArrayList<>();
        for (int column = 0; column < COLUMNS; column++) {
            double chance = 0.5 - (column == 0 ? less : 0);
            int[] parts = IntStream.range(0, images)
                    .map(image -> {
                        int correct = 0;
                        for (int row = 0; row < COLUMNS; row++) {
                            double luck = 0.6 * robustness[image] + 0.4 * random.nextDouble();
                            correct += luck < chance ? 1 : 0;
                        }
                        return correct;
                    })
                    .toArray();
            columns.add(new ImageScore(parts, COLUMNS));
        }
        return columns;
    }

    private static ColumnSpread spread(List<ImageScore> columns) {
        PairedBootstrap bootstrap = new PairedBootstrap(columns.getFirst().images(), RESAMPLES);
        return ColumnSpread.of(bootstrap.of(ColumnSpread.pairs(columns)));
    }

    /** The largest average less the smallest, on each resample: the interval that is not used. */
    private static Interval range(List<ImageScore> columns) {
        List<ResampledMean> means = new PairedBootstrap(columns.getFirst().images(), RESAMPLES).of(columns);
        double[] ranges = IntStream.range(0, RESAMPLES)
                .mapToDouble(resample -> {
                    var averages = means.stream()
                            .mapToDouble(mean -> mean.means()[resample])
                            .summaryStatistics();
                    return averages.getMax() - averages.getMin();
                })
                .toArray();
        return new ResampledMean(0, ranges).interval();
    }

    @Test
    void anIntervalOfTheRangeNeverHoldsZeroWherePairsAreFoundEqual() {
        int foundApart = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            List<ImageScore> columns = columns(1000, 0, sample);
            assertThat(range(columns).low()).isPositive();
            foundApart += spread(columns).within(0) == Verdict.REFUTED ? 1 : 0;
        }
        // At most 5 % of the samples, and three standard deviations of such a number.
        double allowed = SAMPLES * 0.05;
        assertThat((double) foundApart).isLessThan(allowed + 3 * Math.sqrt(allowed * 0.95));
        assertThat(spread(columns(10_000, 0, 1)).within(0.02)).isEqualTo(Verdict.SUPPORTED);
    }

    @Test
    void aColumnThatLiesLowIsFound() {
        assertThat(spread(columns(1000, 0.05, 1)).within(0.02)).isEqualTo(Verdict.REFUTED);
        assertThat(spread(columns(60, 0.02, 1)).within(0.02)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void boundsAreOfTheWorstPairInEitherOrder() {
        ColumnSpread spread = ColumnSpread.of(List.of(mean(-0.03, 0.01), mean(0.01, 0.03)));
        assertThat(spread.largest()).isEqualTo(0.03);
        // 5 % one-sided is 1.6449 standard errors; two pairs in two orders make 1.25 %, which is 2.2414.
        assertThat(spread.high()).isCloseTo(0.01 + 1.6449 * 0.03, within(1e-5));
        assertThat(spread.low()).isCloseTo(0.03 - 2.2414 * 0.01, within(1e-5));
    }

    /** Resamples with exactly this standard error. */
    private static ResampledMean mean(double estimate, double error) {
        double off = error / Math.sqrt(2);
        return new ResampledMean(estimate, new double[] {estimate - off, estimate + off});
    }
}
