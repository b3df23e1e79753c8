package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.attack.GradientFindings;
import org.junit.jupiter.api.Test;

class QueryTallyTest {
    private static QueryTally of(int[] queries, boolean... fooled) {
        return new QueryTally(queries, fooled, new GradientFindings());
    }

    @Test
    void meanAndMedianAreOfFooledImages() {
        QueryTally odd = of(new int[] {9, 5000, 1, 2}, true, false, true, true);
        assertThat(odd.mean()).hasValue(4);
        assertThat(odd.median()).hasValue(2);
        QueryTally even = of(new int[] {9, 5000, 4, 2, 1}, true, false, true, true, true);
        assertThat(even.median()).hasValue(3);
        assertThat(of(new int[] {7}, true).median()).hasValue(7);
    }

    @Test
    void whereNoneIsFooledThereIsNone() {
        assertThat(of(new int[] {7, 8}, false, false).mean()).isEmpty();
        assertThat(of(new int[] {7, 8}, false, false).median()).isEmpty();
    }

    @Test
    void unequalLengthsAreRefused() {
        assertThatThrownBy(() -> of(new int[3], true))
                .hasMessage("query tally: 3 numbers of queries and 1 verdicts, expected one of each an image");
    }
}
