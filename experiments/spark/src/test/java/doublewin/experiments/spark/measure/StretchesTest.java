package doublewin.experiments.spark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Outcomes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each image that is not done is in one task. */
class StretchesTest {
    private static Outcomes table(int images, int... done) {
        Outcomes outcomes = Outcomes.atEachPrecision(PrecisionSet.parse("4,8"), List.of("A"), images);
        for (int image : done) {
            outcomes.of(1).enter(image, new boolean[][] {{true}, {false}}, new GradientFindings());
        }
        return outcomes;
    }

    @Test
    void whatIsDoneIsLeftOut() {
        assertThat(Stretches.missing(table(10), 1)).containsExactly(new Stretch(1, 0, 10));
        assertThat(Stretches.missing(table(10, 0, 4, 5, 9), 1))
                .containsExactly(new Stretch(1, 1, 4), new Stretch(1, 6, 9));
        assertThat(Stretches.missing(table(2, 0, 1), 1)).isEmpty();
        assertThat(Stretches.missing(table(2, 0, 1), 0)).containsExactly(new Stretch(0, 0, 2));
    }

    @Test
    void piecesCoverEachImageOnce() {
        assertThat(Stretches.cut(List.of(new Stretch(2, 3, 10), new Stretch(2, 20, 23)), 3))
                .containsExactly(
                        new Stretch(2, 3, 6), new Stretch(2, 6, 9), new Stretch(2, 9, 10), new Stretch(2, 20, 23));
    }
}
