package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.distance.ImageSearch.Iterate;
import doublewin.dwq.attack.distance.ImageSearch.Next;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinarySearchTest {
    private static BinarySearch search(double constant, int outerSteps, int steps) {
        return new BinarySearch(new BinarySearch.Schedule(constant, outerSteps, steps, 0.9999, 0.1));
    }

    /** An iterate whose loss has never been as low, as calls go. */
    private static Iterate at(double penalty, boolean adversarial, double loss) {
        return new Iterate(penalty, loss, Double.NaN, adversarial);
    }

    /** The constants of descents of one step that succeed from a constant on. */
    private static List<Double> constants(int outerSteps, double enough) {
        BinarySearch search = search(1, outerSteps, 1);
        List<Double> constants = new ArrayList<>();
        Next next = Next.START_AGAIN;
        while (next != Next.DONE) {
            assertThat(next).isEqualTo(Next.START_AGAIN);
            constants.add(search.constant());
            next = search.observe(at(1, search.constant() >= enough, 1));
        }
        return constants;
    }

    @Test
    void constantGrowsTillSuccessAndIsHalvedIn() {
        assertThat(constants(6, 30)).containsExactly(1.0, 10.0, 100.0, 55.0, 32.5, 21.25);
        assertThat(constants(3, 0)).containsExactly(1.0, 0.5, 0.25);
        assertThat(constants(9, 30).getLast()).isNotEqualTo(32.5);
    }

    /** After 21.25, which fails, half-way to 32.5 and so on; the tenth repeats the smallest that succeeded. */
    @Test
    void theLastOfTenRepeatsTheSmallestSuccess() {
        List<Double> constants = constants(10, 30);
        double smallest = constants.subList(0, 9).stream().filter(c -> c >= 30).reduce(Double.MAX_VALUE, Math::min);
        assertThat(constants.getLast()).isEqualTo(smallest);
        assertThat(constants(9, 30)).isEqualTo(constants.subList(0, 9));
    }

    @Test
    void oneSuccessOfADescentIsEnough() {
        BinarySearch search = search(1, 2, 3);
        search.observe(at(1, false, 3));
        search.observe(at(1, true, 2));
        assertThat(search.observe(at(1, false, 1))).isEqualTo(Next.START_AGAIN);
        assertThat(search.constant()).isEqualTo(0.5);
    }

    @Test
    void aFailedDescentDoesNotInheritTheSuccessOfTheOneBefore() {
        BinarySearch search = search(1, 3, 1);
        search.observe(at(1, true, 1));
        search.observe(at(1, false, 1));
        assertThat(search.constant()).isEqualTo(0.75);
    }

    /** 20 steps: checked at steps 0, 2, 4. */
    @Test
    void aDescentThatMakesNoProgressIsEnded() {
        BinarySearch search = search(1, 2, 20);
        assertThat(search.observe(at(1, false, 1))).isEqualTo(Next.DESCEND);
        assertThat(search.observe(at(1, false, 9))).isEqualTo(Next.DESCEND);
        assertThat(search.observe(at(1, false, 0.9998))).isEqualTo(Next.DESCEND);
        assertThat(search.observe(at(1, false, 0.5))).isEqualTo(Next.DESCEND);
        assertThat(search.observe(at(1, false, 0.99979))).isEqualTo(Next.START_AGAIN);
        assertThat(search.observe(at(1, false, 100)))
                .as("a new descent's first loss")
                .isEqualTo(Next.DESCEND);
    }

    @Test
    void fewerThanTenStepsAreCheckedEach() {
        BinarySearch search = search(1, 1, 5);
        search.observe(at(1, false, 1));
        assertThat(search.observe(at(1, false, 1))).isEqualTo(Next.DONE);
    }

    @Test
    void theLowestPenaltyOfAllDescentsIsBetterAndZeroIsTheEnd() {
        BinarySearch search = search(1, 3, 1);
        assertThat(search.isBetter(at(2, false, 1))).isFalse();
        assertThat(search.isBetter(at(2, true, 1))).isTrue();
        search.observe(at(2, true, 1));
        assertThat(search.isBetter(at(2, true, 1))).isFalse();
        assertThat(search.isBetter(at(1.9, true, 1))).isTrue();
        assertThat(search.observe(at(0, false, 1))).isEqualTo(Next.START_AGAIN);
        assertThat(search.observe(at(0, true, 1))).isEqualTo(Next.DONE);
    }

    @Test
    void thresholdFallsWhenNothingExceedsIt() {
        BinarySearch search = search(1, 2, 3);
        assertThat(search.threshold()).isEqualTo(0.1);
        search.observe(at(0, false, 3));
        assertThat(search.threshold()).isCloseTo(0.09, within(1e-12));
        search.observe(at(1e-9, false, 2));
        assertThat(search.threshold()).isCloseTo(0.09, within(1e-12));
        search.observe(at(0, false, 1));
        assertThat(search.threshold()).as("of the next descent").isEqualTo(0.1);
    }
}
