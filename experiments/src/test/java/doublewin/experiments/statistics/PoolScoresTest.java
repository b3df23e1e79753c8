package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.nn.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolScoresTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,8");
    private static final List<Candidate> MAP = SET.asList().stream()
            .map(precision -> Candidate.at("APGD", precision))
            .toList();
    private static final Candidate MIXED = new Candidate("ARC", Candidate.Aim.MIXTURE, SET);

    private static Outcomes pool(int images, boolean[][][] right) {
        return pool(Columns.withTwins(SET), images, right);
    }

    /** The first columns of what is given, as many as there are. */
    private static Outcomes pool(Columns columns, int images, boolean[][][] right) {
        List<Candidate> candidates = List.of(MAP.get(0), MAP.get(1), MAP.get(2), MIXED);
        Outcomes outcomes = new Outcomes(columns, candidates, images);
        for (int candidate = 0; candidate < right.length; candidate++) {
            boolean[][] some = Arrays.copyOf(right[candidate], columns.size());
            outcomes.of(candidate).enter(0, some, new GradientFindings());
        }
        return outcomes;
    }

    /** [candidate][column][image], each image as robust as it is. */
    private static boolean[][][] random(int images, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] robust = random.doubles(images).toArray();
        boolean[][][] right = new boolean[5][5][images];
        for (boolean[][] candidate : right) {
            for (boolean[] column : candidate) {
                for (int image = 0; image < images; image++) {
                    column[image] = random.nextDouble() < 0.4 + 0.6 * robust[image];
                }
            }
        }
        return right;
    }

    @Test
    void eachAttackerLeavesNoMoreThanOneWhoKnowsLess() {
        int strict = 0;
        for (int seed = 0; seed < 50; seed++) {
            Outcomes outcomes = pool(40, random(40, seed));
            int[] shares = seed % 2 == 0 ? new int[] {1, 1, 1} : new int[] {3, 0, 7};
            PoolScores scores = new PoolScores(outcomes, shares);
            ImageScore best = scores.bestCandidate();
            double leastColumn =
                    MAP.stream().mapToDouble(c -> scores.column(c).mean()).min().orElseThrow();
            double[] chain = {
                scores.always().mean(),
                scores.matched().mean(),
                best.mean(),
                leastColumn,
                scores.uniform(MAP).mean()
            };
            for (int i = 1; i < chain.length; i++) {
                assertThat(chain[i - 1]).isLessThanOrEqualTo(chain[i]);
                strict += chain[i - 1] < chain[i] ? 1 : 0;
            }
            assertThat(scores.persistent(1).mean()).isCloseTo(best.mean(), within(5e-5));
            assertThat(scores.persistent(2).mean())
                    .isLessThanOrEqualTo(scores.persistent(1).mean());
            assertThat(scores.persistent(1000).mean()).isCloseTo(scores.always().mean(), within(1e-12));
        }
        assertThat(strict).as("links of the chain that are strict").isGreaterThan(150);
    }

    @Test
    void figuresAreThoseOfADirectCount() {
        int images = 60;
        boolean[][][] right = random(images, 7);
        int[] shares = {3, 0, 7};
        PoolScores scores = new PoolScores(pool(images, right), shares);
        double matched = 0;
        double best = 0;
        double always = 0;
        double twice = 0;
        double pennies = 0;
        double fixed = 0;
        double ensemble = 0;
        double full = 0;
        for (int n = 0; n < images; n++) {
            int image = n;
            boolean first = all(right, 0, image);
            boolean last = all(right, 2, image);
            double left = IntStream.range(0, right.length)
                    .mapToDouble(c -> (right[c][0][image] ? .3 : 0) + (right[c][2][image] ? .7 : 0))
                    .min()
                    .orElseThrow();
            matched += (first ? .3 : 0) + (last ? .7 : 0);
            best += left;
            twice += left * left;
            always += first && last ? 1 : 0;
            pennies += !first && !last && left > 0 ? 1 : 0;
            fixed += all(right, 1, image) ? 1 : 0;
            ensemble += all(right, 3, image) ? 1 : 0;
            full += all(right, 4, image) ? 1 : 0;
        }
        assertThat(scores.matched().mean()).isCloseTo(matched / images, within(1e-12));
        assertThat(scores.bestCandidate().mean()).isCloseTo(best / images, within(1e-12));
        assertThat(scores.always().mean()).isCloseTo(always / images, within(1e-12));
        assertThat(scores.persistent(2).mean()).isCloseTo(twice / images, within(5e-5));
        assertThat(scores.matchingPennies().mean()).isCloseTo(pennies / images, within(1e-12));
        assertThat(scores.fixed(1).mean()).isCloseTo(fixed / images, within(1e-12));
        assertThat(scores.ensemble().mean()).isCloseTo(ensemble / images, within(1e-12));
        assertThat(scores.fullPrecision().mean()).isCloseTo(full / images, within(1e-12));
        assertThat(List.of(pennies, always, fixed, ensemble, full))
                .allSatisfy(count -> assertThat(count).isPositive());
        assertThat(full).isNotEqualTo(ensemble);
    }

    /** What is never drawn is part of no figure but its own; without its column there is none. */
    @Test
    void theChainKnowsNoTwin() {
        boolean[][][] right = random(80, 11);
        PoolStatistics with = PoolStatistics.of(pool(80, right), MAP);
        PoolStatistics without = PoolStatistics.of(pool(Columns.of(SET, Twin.ENSEMBLE), 80, right), MAP);
        int full = (int)
                IntStream.range(0, 80).filter(image -> all(right, 4, image)).count();
        assertThat(with.fullPrecision()).isEqualTo(WilsonInterval.of(full, 80));
        assertThat(without)
                .isEqualTo(new PoolStatistics(
                        with.clean(),
                        with.protocols(),
                        with.bestFixed(),
                        with.bestFixedPosition(),
                        null,
                        with.ensemble(),
                        with.matchingPennies(),
                        with.columns()));
    }

    /** Its column is one of those that are drawn, and no other. */
    @Test
    void fullPrecisionThatIsDrawnIsToldOfToo() {
        PrecisionSet drawn = PrecisionSet.parse("4,full");
        Outcomes outcomes = SyntheticOutcomes.of(drawn, 20, (image, attack, inference) -> image < 5 + 7 * inference);
        assertThat(outcomes.columns().indexOf(Precision.FULL)).isEqualTo(1);
        assertThat(new PoolScores(outcomes).fullPrecision().mean()).isEqualTo(12 / 20.0);
    }

    private static boolean all(boolean[][][] right, int column, int image) {
        return IntStream.range(0, right.length).allMatch(c -> right[c][column][image]);
    }

    /** Two precisions, of which each candidate fools one: alone each loses all images, drawn at random it keeps half. */
    @Test
    void matchingPennies() {
        boolean[][][] right = new boolean[5][5][10];
        for (int candidate = 0; candidate < 5; candidate++) {
            for (int image = 0; image < 10; image++) {
                right[candidate][0][image] = candidate % 2 == 0;
                right[candidate][1][image] = candidate == 0 || candidate % 2 == 1;
                right[candidate][2][image] = candidate == 0;
            }
        }
        PoolScores scores = new PoolScores(pool(10, right), new int[] {1, 1, 0});
        assertThat(scores.fixed(0).mean()).isZero();
        assertThat(scores.fixed(1).mean()).isZero();
        assertThat(scores.matched().mean()).isZero();
        assertThat(scores.bestCandidate().mean()).isEqualTo(0.5);
        assertThat(scores.matchingPennies().mean()).isEqualTo(1);
        assertThat(scores.persistent(2).mean()).isEqualTo(0.25);
    }

    @Test
    void hostileSharesAndUnfinishedTablesAreRefused() {
        Outcomes outcomes = pool(4, random(4, 1));
        for (int[] shares : new int[][] {{1, 1}, {1, -1, 1}, {0, 0, 0}, {10_001, 0, 0}}) {
            assertThatThrownBy(() -> new PoolScores(outcomes, shares))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected one for each of 4,6,8");
        }
        Outcomes unfinished = new Outcomes(Columns.of(SET), MAP, 4);
        assertThatThrownBy(() -> new PoolScores(unfinished)).hasMessageContaining("only 0 of 16");
        Outcomes without = SyntheticOutcomes.of(SET, 4, (image, attack, inference) -> true);
        assertThatThrownBy(() -> new PoolScores(without).ensemble()).hasMessageContaining("no column of the ensemble");
        assertThatThrownBy(() -> new PoolScores(without).fullPrecision())
                .hasMessageContaining("no column of full precision");
    }

    @Test
    void statisticsHoldTheEstimatesOfTheScores() {
        Outcomes outcomes = pool(80, random(80, 3));
        PoolScores scores = new PoolScores(outcomes);
        PoolStatistics statistics = PoolStatistics.of(outcomes, MAP);
        assertThat(statistics.protocols())
                .extracting(PoolStatistics.Figure::protocol)
                .containsExactly(PoolStatistics.Protocol.values());
        assertThat(statistics.protocols())
                .extracting(figure -> figure.accuracy().estimate())
                .containsExactly(
                        scores.always().mean(),
                        scores.persistent(10).mean(),
                        scores.persistent(5).mean(),
                        scores.persistent(2).mean(),
                        scores.matched().mean(),
                        scores.bestCandidate().mean(),
                        MAP.stream()
                                .mapToDouble(c -> scores.column(c).mean())
                                .min()
                                .orElseThrow(),
                        scores.uniform(MAP).mean());
        assertThat(statistics.columns())
                .extracting(Interval::estimate)
                .containsExactlyElementsOf(outcomes.attacked().stream()
                        .map(candidate -> scores.column(candidate).mean())
                        .toList());
        assertThat(statistics.bestFixed().estimate())
                .isEqualTo(scores.fixed(statistics.bestFixedPosition()).mean())
                .isEqualTo(IntStream.range(0, 3)
                        .mapToDouble(q -> scores.fixed(q).mean())
                        .max()
                        .orElseThrow());
        assertThat(statistics.ensemble().estimate()).isEqualTo(scores.ensemble().mean());
        assertThat(statistics.fullPrecision().estimate())
                .isEqualTo(scores.fullPrecision().mean());
        assertThat(statistics.matchingPennies().estimate())
                .isEqualTo(scores.matchingPennies().mean());
        for (PoolStatistics.Figure figure : statistics.protocols()) {
            Interval interval = figure.accuracy();
            assertThat(interval.low()).isLessThan(interval.estimate());
            assertThat(interval.high()).isGreaterThan(interval.estimate());
        }
        assertThat(PoolStatistics.of(SyntheticOutcomes.of(SET, 20, (i, attack, q) -> i % 2 == 0), MADE)
                        .ensemble())
                .isNull();
    }

    /** None of 80 images: that says little about one in a hundred. */
    @Test
    void aRateOfNoneHasAnInterval() {
        PoolStatistics statistics = PoolStatistics.of(pool(80, new boolean[5][5][80]), MAP);
        Interval unlimited = statistics.protocols().getFirst().accuracy();
        assertThat(unlimited.estimate()).isZero();
        assertThat(unlimited.high()).isBetween(0.04, 0.05);
    }

    private static final List<Candidate> MADE = SET.asList().stream()
            .map(precision -> Candidate.at("made", precision))
            .toList();
}
