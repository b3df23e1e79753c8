package doublewin.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.compare.PairValues;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairFigureTest {
    private static final int IMAGES = 40;

    private static PairValues values(Cell cell) {
        double[][][] values = new double[3][3][IMAGES];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int n = 0; n < IMAGES; n++) {
                    values[row][column][n] = cell.value(row, column, n);
                }
            }
        }
        return new PairValues(values);
    }

    private interface Cell {
        double value(int row, int column, int image);
    }

    @Test
    void cellsKeepTheirPlacesAndMeansTheirHalves() {
        PairFigure figure = PairFigure.of(values((row, column, n) -> row * 0.25 - column * 0.0625 + n / 1024.0));
        double image = (IMAGES - 1) / 2.0 / 1024;
        assertThat(figure.estimates()[2][1]).isEqualTo(0.5 - 0.0625 + image);
        assertThat(figure.estimates()[1][2]).isEqualTo(0.25 - 0.125 + image);
        assertThat(figure.means().samePrecision().estimate()).isCloseTo(0.1875 + image, within(1e-12));
        assertThat(figure.means().otherPrecision().estimate()).isCloseTo(0.1875 + image, within(1e-12));
        PairFigure diagonal = PairFigure.of(values((row, column, n) -> row == column ? 1 : -0.5));
        assertThat(diagonal.means().samePrecision()).isEqualTo(new Interval(1, 1, 1));
        assertThat(diagonal.means().otherPrecision()).isEqualTo(new Interval(-0.5, -0.5, -0.5));
        assertThat(diagonal.means().difference()).isEqualTo(new Interval(-1.5, -1.5, -1.5));
        assertThat(diagonal.cells().get(0).get(0)).isEqualTo(new Interval(1, 1, 1));
    }

    /** What images have in common falls out of the difference: both means take the same images. */
    @Test
    void theDifferenceIsPaired() {
        SplittableRandom random = new SplittableRandom(3);
        double[] images = random.doubles(IMAGES, -1, 1).toArray();
        PairMeans means = PairFigure.of(values((row, column, n) -> images[n] + (row == column ? 0.5 : 0.25)))
                .means();
        assertThat(means.difference().estimate()).isCloseTo(-0.25, within(1e-12));
        assertThat(means.difference().low()).isCloseTo(-0.25, within(1e-4));
        assertThat(means.difference().high()).isCloseTo(-0.25, within(1e-4));
        assertThat(means.samePrecision().high() - means.samePrecision().low()).isGreaterThan(0.1);
    }

    /** Of counts the intervals are the bootstrap's own; and a value that no int holds is no error. */
    @Test
    void intervalsAreThoseOfTheBootstrap() {
        int[] counts = new int[IMAGES];
        Arrays.setAll(counts, n -> n % 3 == 0 ? 1 : 0);
        Interval own = new PairedBootstrap(IMAGES)
                .of(List.of(new ImageScore(counts, 1)))
                .getFirst()
                .interval();
        double[] values = Arrays.stream(counts).asDoubleStream().toArray();
        assertThat(MeanIntervals.of(List.of(values))).containsExactly(own);
        double[] huge = new double[IMAGES];
        huge[3] = 1e30;
        assertThat(MeanIntervals.of(List.of(huge)).getFirst().estimate()).isEqualTo(1e30 / IMAGES);
    }
}
