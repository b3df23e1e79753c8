package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.TransferMatrix;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageScoreTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8,12,16");
    private static final int IMAGES = 53;

    private final Outcomes outcomes = outcomes();
    private final TransferMatrix matrix = TransferMatrix.of(outcomes, 0);

    private static Outcomes outcomes() {
        SplittableRandom random = new SplittableRandom(7);
        return SyntheticOutcomes.of(
                SET,
                IMAGES,
                (image, attack, inference) ->
                        // Every cell has a mean of its own, so that no two can be taken for each other.
                        random.nextDouble() < 0.1 + 0.15 * inference + 0.05 * (attack + 1));
    }

    @Test
    void meansAreTheMatrixAverages() {
        for (int i = 0; i < SET.size(); i++) {
            assertThat(ImageScore.row(outcomes, 0, i).mean()).isEqualTo(matrix.rowAverages()[i]);
            assertThat(ImageScore.column(outcomes, 0, i).mean()).isEqualTo(matrix.columnAverages()[i]);
        }
        assertThat(ImageScore.overall(outcomes, 0).mean()).isEqualTo(matrix.overallAverage());
    }

    @Test
    void gapsAreMeansOffTheDiagonalLessThoseOnIt() {
        for (List<Integer> positions : List.of(List.of(0, 1, 2, 3), List.of(1, 3))) {
            double diagonal = 0;
            double other = 0;
            for (int inference : positions) {
                for (int attack : positions) {
                    if (attack == inference) {
                        diagonal += matrix.accuracy(inference, attack) / positions.size();
                    } else {
                        other += matrix.accuracy(inference, attack) / (positions.size() * (positions.size() - 1));
                    }
                }
            }
            assertThat(ImageScore.diagonal(outcomes, 0, positions).mean()).isCloseTo(diagonal, within(1e-12));
            assertThat(ImageScore.gap(outcomes, 0, positions).mean()).isCloseTo(other - diagonal, within(1e-12));
        }
        assertThatThrownBy(() -> ImageScore.gap(outcomes, 0, List.of(2)))
                .hasMessage("gap: positions are [2], expected at least two");
    }

    @Test
    void differencesAreImageByImage() {
        ImageScore one = new ImageScore(new int[] {3, 0, 2}, 4);
        assertThat(one.minus(new ImageScore(new int[] {1, 1, 2}, 4)).parts()).containsExactly(2, -1, 0);
        assertThat(one.mean()).isEqualTo(5 / 12.0);
        assertThatThrownBy(() -> one.minus(new ImageScore(new int[] {1, 1, 2}, 5)))
                .hasMessageContaining("1/4");
        assertThatThrownBy(() -> one.minus(new ImageScore(new int[] {1, 1}, 4))).hasMessageContaining("3 images");
    }
}
