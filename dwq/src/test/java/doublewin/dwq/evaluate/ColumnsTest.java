package doublewin.dwq.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.PrecisionSet;
import doublewin.nn.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private static final PrecisionSet SET = PrecisionSet.parse("4,6,12");

    @Test
    void twinsStandAfterThePrecisionsInTheirOrder() {
        Columns columns = Columns.of(SET, Twin.FULL_PRECISION, Twin.ENSEMBLE, Twin.FULL_PRECISION);
        assertThat(columns).isEqualTo(Columns.withTwins(SET));
        assertThat(columns.twins()).containsExactly(Twin.ENSEMBLE, Twin.FULL_PRECISION);
        assertThat(columns.size()).isEqualTo(5);
        assertThat(columns.indexOf(new Precision(12))).isEqualTo(2);
        assertThat(columns.indexOf(Twin.ENSEMBLE)).isEqualTo(3);
        assertThat(columns.indexOf(Twin.FULL_PRECISION)).isEqualTo(4);
        assertThat(columns.indexOf(Precision.FULL)).isEqualTo(4);
        assertThat(columns.indexOf(new Precision(5))).isEqualTo(-1);
    }

    /** A twin moves up where the one before it has no column. */
    @Test
    void whoIsNotThereHasNoColumn() {
        assertThat(Columns.of(SET, Twin.FULL_PRECISION).indexOf(Precision.FULL)).isEqualTo(3);
        assertThat(Columns.of(SET, Twin.FULL_PRECISION).indexOf(Twin.ENSEMBLE)).isEqualTo(-1);
        assertThat(Columns.of(SET, Twin.ENSEMBLE).indexOf(Precision.FULL)).isEqualTo(-1);
        assertThat(Columns.of(SET).size()).isEqualTo(3);
    }

    @Test
    void fullPrecisionHasOneColumnWhetherItIsDrawnOrNot() {
        PrecisionSet drawn = PrecisionSet.parse("4,full");
        assertThat(Columns.withTwins(drawn).twins()).containsExactly(Twin.ENSEMBLE);
        assertThat(Columns.withTwins(drawn).indexOf(Precision.FULL)).isEqualTo(1);
        assertThat(Columns.withTwins(drawn).indexOf(Twin.FULL_PRECISION)).isEqualTo(-1);
        assertThatThrownBy(() -> new Columns(drawn, List.of(Twin.FULL_PRECISION)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("columns: expected one of full precision at most, found it among 4,full and the twins");
    }
}
