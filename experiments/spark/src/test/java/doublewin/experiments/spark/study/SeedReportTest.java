package doublewin.experiments.spark.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.config.Recipes;
import doublewin.experiments.spark.study.SeedReport.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeedReportTest {
    private static Finding finding(String group, long seed, double gap) {
        return new Finding(
                new StudyRun(group, seed, Recipes.resolve("demo", Map.of(), seed)), "hash" + seed, Map.of("gap", gap));
    }

    @Test
    void threeSeedsHaveAMeanASpreadAndAnInterval() {
        SeedSpread spread = new SeedSpread(List.of(1.0, 2.0, 3.0));
        assertThat(spread.mean()).isEqualTo(2);
        assertThat(spread.deviation()).hasValue(1);
        // The 97.5 % point of Student's t with two degrees of freedom is 4.302653 in every table.
        assertThat(spread.halfWidth().orElseThrow()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void oneSeedHasAMeanAlone() {
        SeedSpread spread = new SeedSpread(List.of(5.0));
        assertThat(spread.mean()).isEqualTo(5);
        assertThat(spread.deviation()).isEmpty();
        assertThat(spread.halfWidth()).isEmpty();
    }

    /** Were seeds not paired, what they share would be taken for a spread of the difference. */
    @Test
    void differencesArePairedBySeed() {
        SeedReport report = SeedReport.of(List.of(
                finding("rpt", 1, .10),
                finding("rpt", 2, .20),
                finding("rpt", 3, .30),
                finding("vanilla", 1, .06),
                finding("vanilla", 2, .16),
                finding("vanilla", 3, .26)));
        assertThat(report.differences()).hasSize(1);
        SeedSpread difference = report.differences().getFirst().figures().get("gap");
        assertThat(difference.mean()).isCloseTo(.04, within(1e-12));
        assertThat(difference.deviation().orElseThrow()).isCloseTo(0, within(1e-12));
        assertThat(report.groups().get("rpt").get("gap").deviation().orElseThrow())
                .isCloseTo(.1, within(1e-12));
    }

    @Test
    void theFileHoldsRunsGroupsAndDifferences() {
        JsonNode tree = JsonMapper.shared()
                .readTree(SeedReport.of(List.of(
                                finding("a", 1, .1), finding("a", 2, .3), finding("b", 1, 0), finding("b", 2, 0)))
                        .json());
        assertThat(tree.at("/runs/1/run").asString()).isEqualTo("a-seed2");
        assertThat(tree.at("/runs/1/weights").asString()).isEqualTo("hash2");
        assertThat(tree.at("/groups/a/gap/mean").asDouble()).isCloseTo(.2, within(1e-12));
        assertThat(tree.at("/groups/a/gap/seeds").asInt()).isEqualTo(2);
        assertThat(tree.at("/differences/0/less").asString()).isEqualTo("b");
        assertThat(tree.at("/differences/0/figures/gap/low").asDouble()).isLessThan(.2);
    }

    @Test
    void figuresOfAMapAreThoseOfItsCells() {
        int[][] correct = {{20, 40, 60}, {50, 30, 70}, {80, 90, 10}};
        Map<String, Double> figures =
                SeedFigures.of(new TransferMatrix(PrecisionSet.parse("4,9,16"), 100, correct, new int[] {90, 80, 70}));
        assertThat(figures.get("clean")).isCloseTo(.8, within(1e-12));
        assertThat(figures.get("diagonal")).isCloseTo(.2, within(1e-12));
        assertThat(figures.get("offDiagonal")).isCloseTo(.65, within(1e-12));
        assertThat(figures.get("gap")).isCloseTo(.45, within(1e-12));
        assertThat(figures.get("gapAt9BitAndMore")).isCloseTo(.8 - .2, within(1e-12));
        assertThat(figures.get("average")).isCloseTo(.5, within(1e-12));
        assertThat(figures.get("columnRange")).isCloseTo((160 - 140) / 300., within(1e-12));
    }

    @Test
    void onePrecisionHasNoGap() {
        assertThat(SeedFigures.of(new TransferMatrix(PrecisionSet.parse("8"), 2, new int[][] {{1}}, new int[] {2})))
                .containsOnlyKeys("clean", "diagonal", "average", "columnRange");
    }
}
