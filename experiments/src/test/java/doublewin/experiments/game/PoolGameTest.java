package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.evaluate.Outcomes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoolGameTest {
    /** One image, two precisions, each attacked with success alone: any mixture but half and half leaves less. */
    @Test
    void matchingPenniesAreWorthOneHalf() {
        Outcomes outcomes = Outcomes.atEachPrecision(PrecisionSet.parse("4,8"), List.of("a"), 1);
        enter(outcomes, 0, new boolean[][] {{true}, {true}});
        enter(outcomes, 1, new boolean[][] {{false}, {true}});
        enter(outcomes, 2, new boolean[][] {{true}, {false}});
        PoolGame.Solution found = new PoolGame(outcomes).solve();
        assertThat(found.value()).isCloseTo(0.5, within(1e-6));
        assertThat(found.defender()).containsExactly(new double[] {0.5, 0.5}, within(1e-6));
    }

    /** Against every mixture of a fine grid over three precisions. */
    @Test
    void noMixtureIsBetter() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 20; trial++) {
            Outcomes outcomes = Outcomes.atEachPrecision(PrecisionSet.parse("4,6,8"), List.of("a", "b"), 30);
            for (int candidate = 0; candidate < 7; candidate++) {
                boolean[][] correct = new boolean[3][30];
                for (boolean[] row : correct) {
                    for (int image = 0; image < 30; image++) {
                        row[image] = random.nextInt(4) != 0;
                    }
                }
                enter(outcomes, candidate, correct);
            }
            PoolGame game = new PoolGame(outcomes);
            PoolGame.Solution found = game.solve();
            assertThat(game.value(found.defender())).isEqualTo(found.value());
            for (int a = 0; a <= 40; a++) {
                for (int b = 0; a + b <= 40; b++) {
                    double[] mixture = {a / 40.0, b / 40.0, (40 - a - b) / 40.0};
                    assertThat(game.value(mixture)).isLessThanOrEqualTo(found.value() + 1e-6);
                }
            }
        }
    }

    private static void enter(Outcomes outcomes, int candidate, boolean[][] correct) {
        outcomes.of(candidate).enter(0, correct, new GradientFindings());
    }
}
