package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.TransferMatrix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8,9,12,16");
    private static final int IMAGES = 1500;

    private static Outcomes transferring(double diagonal, double other) {
        return SyntheticOutcomes.random(SET, IMAGES, diagonal, other, 3);
    }

    private static List<Verdict> verdicts(RunStatistics statistics, int number) {
        return statistics.claims().stream()
                .filter(claim -> claim.number() == number)
                .map(Claim::verdict)
                .toList();
    }

    @Test
    void figuresAreThoseOfTheMatrix() {
        Outcomes outcomes = transferring(0.3, 0.5);
        TransferMatrix matrix = TransferMatrix.of(outcomes, 0);
        RunStatistics statistics = RunStatistics.of(outcomes, 0, new TreeMap<>());
        for (int i = 0; i < SET.size(); i++) {
            assertThat(statistics.clean().get(i).estimate()).isEqualTo(matrix.cleanAccuracy(i));
            assertThat(statistics.rows().get(i).estimate()).isEqualTo(matrix.rowAverages()[i]);
            assertThat(statistics.columns().get(i).estimate()).isEqualTo(matrix.columnAverages()[i]);
            for (int attack = 0; attack < SET.size(); attack++) {
                assertThat(statistics.cells().get(i).get(attack))
                        .isEqualTo(WilsonInterval.of(matrix.correct()[i][attack], IMAGES));
            }
        }
        assertThat(statistics.overall().estimate()).isEqualTo(matrix.overallAverage());
        assertThat(matrix.overallAverage())
                .isBetween(statistics.overall().low(), statistics.overall().high());
        assertThat(statistics.diagonal().estimate())
                .isLessThan(statistics.overall().low());
    }

    @Test
    void aDiagonalThatIsWeakerIsFoundSo() {
        RunStatistics statistics = RunStatistics.of(transferring(0.3, 0.5), 0, new TreeMap<>());
        assertThat(verdicts(statistics, 1)).containsExactly(Verdict.SUPPORTED, Verdict.SUPPORTED);
        assertThat(verdicts(statistics, 2)).isEmpty();
        assertThat(statistics.claims())
                .extracting(Claim::precisions)
                .containsExactly("4,8,9,12,16", "9,12,16", "4,8,9,12,16");
        assertThat(verdicts(RunStatistics.of(transferring(0.5, 0.3), 0, new TreeMap<>()), 1))
                .containsExactly(Verdict.REFUTED, Verdict.REFUTED);
    }

    @Test
    void precisionsThatAreOneNetworkHaveNoGap() {
        Outcomes same = SyntheticOutcomes.of(SET, IMAGES, (image, attack, inference) -> image % 3 == 0);
        RunStatistics statistics = RunStatistics.of(same, 0, new TreeMap<>());
        assertThat(statistics.claims().getFirst().interval()).isEqualTo(new Interval(0, 0, 0));
        assertThat(verdicts(statistics, 1)).containsExactly(Verdict.REFUTED, Verdict.REFUTED);
        assertThat(verdicts(statistics, 3)).containsExactly(Verdict.SUPPORTED);
    }

    @Test
    void gapsOfTwoRunsAreComparedImageByImage() {
        Outcomes wide = transferring(0.3, 0.5);
        Outcomes narrow = transferring(0.45, 0.5);
        RunStatistics statistics = RunStatistics.of(wide, 0, new TreeMap<>(Map.of("narrow", narrow)));
        assertThat(verdicts(statistics, 2)).containsExactly(Verdict.SUPPORTED, Verdict.SUPPORTED);
        assertThat(verdicts(RunStatistics.of(narrow, 0, new TreeMap<>(Map.of("wide", wide))), 2))
                .containsExactly(Verdict.REFUTED, Verdict.REFUTED);
        List<Integer> all = List.of(0, 1, 2, 3, 4);
        assertThat(statistics.comparisons()).hasSize(1);
        Comparison comparison = statistics.comparisons().getFirst();
        RunStatistics alone = RunStatistics.of(narrow, 0, new TreeMap<>());
        assertThat(comparison.against()).isEqualTo("narrow");
        assertThat(comparison.diagonal().estimate())
                .isCloseTo(statistics.diagonal().estimate() - alone.diagonal().estimate(), within(1e-12));
        assertThat(comparison.overall().estimate())
                .isCloseTo(statistics.overall().estimate() - alone.overall().estimate(), within(1e-12));
        assertThat(comparison.clean().estimate())
                .isCloseTo(
                        statistics.cleanAverage().estimate()
                                - alone.cleanAverage().estimate(),
                        within(1e-12));
        // The same images in both: what they have in common falls out.
        assertThat(comparison.diagonal().high() - comparison.diagonal().low())
                .isLessThan(statistics.diagonal().high() - statistics.diagonal().low());
        double difference = ImageScore.gap(wide, 0, all).mean()
                - ImageScore.gap(narrow, 0, all).mean();
        assertThat(statistics.claims().get(2).interval().estimate()).isCloseTo(difference, within(1e-12));
    }

    @Test
    void onePrecisionMakesNoClaims() {
        PrecisionSet one = PrecisionSet.parse("8");
        Outcomes outcomes = SyntheticOutcomes.of(one, 10, (image, attack, inference) -> image < 4);
        assertThat(RunStatistics.of(outcomes, 0, new TreeMap<>()).claims()).isEmpty();
    }

    @Test
    void outcomesMustBeComplete() {
        Outcomes empty = Outcomes.atEachPrecision(SET, List.of("made"), 10);
        assertThatThrownBy(() -> RunStatistics.of(empty, 0, new TreeMap<>()))
                .hasMessage("statistics: only 0 of 60 outcomes are there; evaluate the rest first");
    }
}
