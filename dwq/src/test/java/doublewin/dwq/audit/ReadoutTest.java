package doublewin.dwq.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadoutTest {
    @Test
    void theBoundaryLiesJustBeforeTheOne() {
        double[][] many = {{-1, 0}, {1, 0}, {0, 2}, {0, -2}};
        Readout readout = Readout.between(many, new double[] {3, 0}).orElseThrow();
        // From -1 to 3 the scores rise by 1; the boundary is at 2.998.
        assertThat(readout.score(new double[] {3, 0})).isCloseTo(0.002 / 4, within(1e-9));
        assertThat(readout.score(new double[] {1, 0})).isCloseTo(-1.998 / 4, within(1e-6));
        assertThat(readout.score(new double[] {2.998, 5})).isCloseTo(0, within(1e-6));
    }

    /** Where the many spread, a way off counts less: the discriminant turns towards the narrow direction. */
    @Test
    void whatVariesWeighsLess() {
        double[][] many = {{-10, 0}, {10, 0}, {0, 1}, {0, -1}};
        Readout readout = Readout.between(many, new double[] {5, 5}).orElseThrow();
        assertThat(readout.weight()[1]).isCloseTo(100 * readout.weight()[0], within(1e-3));
    }

    @Test
    void whatIsAmongTheManyCannotBeTold() {
        double[][] many = {{-1, 0}, {1, 0}, {0, 1}, {0, -1}};
        assertThat(Readout.between(many, new double[] {0.5, 0})).isEmpty();
        assertThat(Readout.between(many, new double[] {0, 0})).isEmpty();
    }

    @Test
    void featuresThatNeverVaryDoNoHarm() {
        double[][] many = {{-1, 0, 7}, {1, 0, 7}, {0, 0, 7}};
        Readout readout = Readout.between(many, new double[] {2, 0, 7}).orElseThrow();
        assertThat(readout.score(new double[] {2, 0, 7})).isPositive();
        assertThat(readout.score(new double[] {1, 0, 7})).isNegative();
    }

    @Test
    void equationsAreSolved() {
        Random random = new Random(3);
        int size = 9;
        double[][] factor = new double[size][size];
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = random.nextGaussian();
            for (int j = 0; j < size; j++) {
                factor[i][j] = random.nextGaussian() + (i == j ? 3 : 0);
            }
        }
        double[][] matrix = new double[size][size];
        double[] right = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < size; k++) {
                    matrix[i][j] += factor[i][k] * factor[j][k];
                }
                right[i] += matrix[i][j] * x[j];
            }
        }
        assertThat(Cholesky.solve(matrix, right)).containsExactly(x, within(1e-9));
    }
}
