package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import org.junit.jupiter.api.Test;

class TransferMatrixTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,8");

    @Test
    void averagesAreFractionsOverRowsColumnsAndAll() {
        TransferMatrix matrix = new TransferMatrix(SET, 10, new int[][] {{1, 4}, {6, 2}}, new int[] {9, 10});

        assertThat(matrix.accuracy(1, 0)).isEqualTo(0.6);
        assertThat(matrix.cleanAccuracy(0)).isEqualTo(0.9);
        assertThat(matrix.rowAverages()).containsExactly(0.25, 0.4);
        assertThat(matrix.columnAverages()).containsExactly(0.35, 0.3);
        assertThat(matrix.overallAverage()).isEqualTo(0.325);
    }

    @Test
    void keepsACopy() {
        int[][] correct = {{1, 4}, {6, 2}};
        TransferMatrix matrix = new TransferMatrix(SET, 10, correct, new int[] {9, 10});

        correct[0][0] = 10;

        assertThat(matrix.correct()[0][0]).isEqualTo(1);
    }

    @Test
    void refusesWrongShapesAndCounts() {
        int[] clean = {9, 10};
        assertThatThrownBy(() -> new TransferMatrix(SET, 0, new int[2][2], clean))
                .hasMessageContaining("expected at least 1 image, found 0");
        assertThatThrownBy(() -> new TransferMatrix(SET, 10, new int[3][2], clean))
                .hasMessageContaining("3 rows, expected 2, one a precision of 4,8");
        assertThatThrownBy(() -> new TransferMatrix(SET, 10, new int[2][1], clean))
                .hasMessageContaining("1 columns, expected 2");
        assertThatThrownBy(() -> new TransferMatrix(SET, 10, new int[2][2], new int[1]))
                .hasMessageContaining("1 clean counts, expected 2");
        assertThatThrownBy(() -> new TransferMatrix(SET, 10, new int[][] {{1, 11}, {0, 0}}, clean))
                .hasMessageContaining("11 correct images, expected 0 to 10");
        assertThatThrownBy(() -> new TransferMatrix(SET, 10, new int[2][2], new int[] {-1, 0}))
                .hasMessageContaining("-1 correct images");
    }
}
