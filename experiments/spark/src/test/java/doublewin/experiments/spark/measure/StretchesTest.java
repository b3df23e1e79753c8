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

    /** A block that tells how fast it goes, then tasks of a minute: 576 images at 10 a second, however the work lies. */
    @Test
    void tasksAreAsLongAsTheRateOfTheFirstSays() {
        List<Stretch> all = List.of(new Stretch(1, 0, 10_000));
        assertThat(Stretches.probe(all)).containsExactly(new Stretch(1, 0, 64));
        assertThat(Stretches.probe(List.of())).isEmpty();
        List<Stretch> left = List.of(new Stretch(1, 64, 100), new Stretch(1, 200, 10_000));
        List<Stretch> rest = Stretches.rest(left, 10, 2);
        assertThat(rest).startsWith(new Stretch(1, 64, 100), new Stretch(1, 200, 776), new Stretch(1, 776, 1352));
        assertThat(rest).hasSize(1 + 18).endsWith(new Stretch(1, 9992, 10_000));
        assertThat(Stretches.rest(left, 0.1, 2)).hasSize(1 + 154);
        assertThat(Stretches.rest(List.of(), 10, 2)).isEmpty();
        assertThat(new StretchResult(new Stretch(1, 0, 64), List.of(), 4_000_000_000L).rate())
                .isEqualTo(16);
    }

    @Test
    void piecesCoverEachImageOnce() {
        assertThat(Stretches.cut(List.of(new Stretch(2, 3, 10), new Stretch(2, 20, 23)), 3))
                .containsExactly(
                        new Stretch(2, 3, 6), new Stretch(2, 6, 9), new Stretch(2, 9, 10), new Stretch(2, 20, 23));
    }
}
