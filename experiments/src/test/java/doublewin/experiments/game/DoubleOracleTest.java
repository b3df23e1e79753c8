package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.experiments.game.DoubleOracle.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DoubleOracleTest {
    private static final int MANY = 100;

    private static DoubleOracle.Result play(LineGame game, int mostRounds) throws IOException {
        return DoubleOracle.play(game.clean(), game::answers, mostRounds, round -> {});
    }

    /** Uniform, then all on the member that was not attacked, then uniform again, which now is known to be best. */
    @Test
    void matchingPenniesAreWorthOneHalf() throws IOException {
        List<Round> told = new ArrayList<>();
        LineGame game = LineGame.pennies(3);
        DoubleOracle.Result found = DoubleOracle.play(game.clean(), game::answers, MANY, told::add);
        assertThat(found.value()).isEqualTo(0.5);
        assertThat(found.atMost()).isCloseTo(0.5, within(1e-6));
        assertThat(found.converged()).isTrue();
        assertThat(found.rounds()).extracting(Round::value).containsExactly(1.0, 1.0, 0.5);
        assertThat(found.rounds()).extracting(Round::attacked).containsExactly(0.5, 0.0, 0.5);
        assertThat(told).isEqualTo(found.rounds());
        assertThat(found.defender().weights()).containsExactly(0.5, 0.5);
    }

    @Test
    void whereOneMemberIsNeverLostTheDefenderStaysWithIt() throws IOException {
        DoubleOracle.Result found = play(LineGame.averaging(3), MANY);
        assertThat(found.value()).isEqualTo(1);
        assertThat(found.defender().weights()).containsExactly(1.0, 0.0);
    }

    /** Within the half point at which it ends, on both sides; and by far fewer answers than there are. */
    @Test
    void theTrueValueLiesBetweenTheEnds() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        int further = 0;
        for (int trial = 0; trial < 20; trial++) {
            LineGame game = LineGame.random(60, 4, random);
            double truth = game.whole().solve().value();
            DoubleOracle.Result found = play(game, MANY);
            assertThat(found.converged()).isTrue();
            assertThat(found.value()).isLessThanOrEqualTo(truth + 1e-9);
            assertThat(found.atMost()).isGreaterThanOrEqualTo(truth - 1e-6);
            assertThat(found.atMost() - found.value()).isLessThan(DoubleOracle.CLOSE + 1e-6);
            assertThat(found.rounds().getLast().gain()).isLessThan(DoubleOracle.CLOSE);
            for (Round round : found.rounds().subList(0, found.rounds().size() - 1)) {
                assertThat(round.gain()).isGreaterThanOrEqualTo(DoubleOracle.CLOSE);
            }
            further += found.rounds().size() - 1;
        }
        assertThat(further).isBetween(20, 20 * 20);
    }

    /** All on the member that the first pool left alone is no good once attacked; the uniform mixture is what is handed back. */
    @Test
    void whoStopsTooEarlySaysSoAndHandsBackTheBestMixtureThatWasAttacked() throws IOException {
        LineGame game = LineGame.pennies(2);
        PrecisionMixture uniform = PrecisionMixture.uniform(PrecisionSet.parse("4,5"));
        PoolGame first = game.clean().plus(game.answers(uniform));
        DoubleOracle.Result found = DoubleOracle.play(first, game::answers, 1, round -> {});
        assertThat(found.converged()).isFalse();
        assertThat(found.rounds()).singleElement().satisfies(round -> {
            assertThat(round.value()).isEqualTo(1);
            assertThat(round.attacked()).isZero();
        });
        assertThat(found.defender()).isEqualTo(uniform);
        assertThat(found.value()).isEqualTo(0.5);
    }

    @Test
    void outcomesOfOtherImagesDoNotJoinThePool() {
        LineGame other = LineGame.pennies(3);
        assertThatThrownBy(() -> DoubleOracle.play(LineGame.pennies(2).clean(), other::answers, 1, round -> {}))
                .hasMessageContaining("expected outcomes of 2 images at 4,5, found them of 3 at 4,5");
    }
}
