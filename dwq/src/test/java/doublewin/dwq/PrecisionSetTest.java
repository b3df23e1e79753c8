package doublewin.dwq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.nn.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "4..16; 4..16; 13",
                "4,6,8; 4,6,8; 3",
                "4,5,6; 4..6; 3",
                "4,5; 4,5; 2",
                "8; 8; 1",
                "8..8; 8; 1",
                "full; full; 1",
                " 4 .. 8 , 12, full; 4..8,12,full; 7",
                "2,16; 2,16; 2"
            })
    void isReadAndWritten(String text, String canonical, int size) {
        PrecisionSet set = PrecisionSet.parse(text);

        assertThat(set.size()).isEqualTo(size);
        assertThat(set).hasToString(canonical);
        assertThat(PrecisionSet.parse(set.toString())).isEqualTo(set).hasSameHashCodeAs(set);
    }

    @Test
    void positionsAndPrecisionsCorrespond() {
        PrecisionSet set = PrecisionSet.parse("4..16");

        for (int index = 0; index < set.size(); index++) {
            assertThat(set.get(index)).isEqualTo(new Precision(index + 4));
            assertThat(set.indexOf(set.get(index))).isEqualTo(index);
        }
        assertThat(set.indexOf(Precision.FULL)).isEqualTo(-1);
        assertThat(set.indexOf(new Precision(3))).isEqualTo(-1);
    }

    @Test
    void isMadeFromPrecisions() {
        assertThat(PrecisionSet.of(new Precision(4), new Precision(5), Precision.FULL))
                .hasToString("4,5,full");
        assertThatThrownBy(PrecisionSet::of).hasMessageContaining("is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4,", "a", "4..", "1..3", "4..17", "8..4", "8,4", "4,4", "full,4", "-4", "4.5", "99999999999"
            })
    void refusesWithTheTextAndWhatWasExpected(String text) {
        assertThatThrownBy(() -> PrecisionSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("such as 4..16 or 4,6,8, or full");
    }
}
