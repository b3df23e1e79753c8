package doublewin.experiments.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixGameTest {
    /** PGD-7 trained PreActResNet18, the paper's table: inference 3..8 bit by attack 3..8 bit, percent. */
    private static final double[][] PUBLISHED = {
        {11.2, 34.1, 35.6, 35.6, 35.7, 35.7},
        {79.1, 42.8, 61.3, 61.5, 61.2, 61.3},
        {80.4, 69.0, 48.5, 57.1, 56.7, 56.5},
        {80.4, 69.7, 58.9, 50.0, 54.9, 54.4},
        {80.5, 69.8, 59.2, 55.1, 50.3, 53.1},
        {80.5, 69.8, 59.2, 55.5, 53.4, 50.8}
    };

    @Test
    void solvesThePublishedMap() {
        MatrixGame game = new MatrixGame(PUBLISHED);
        assertThat(game.uniformValue()).isCloseTo(56.36, within(0.005));
        assertThat(game.guaranteed(MatrixGame.uniform(6))).isCloseTo(51.97, within(0.005));
        assertThat(game.bestRow()).isEqualTo(5);
        assertThat(game.least(game.bestRow())).isEqualTo(50.8);
        Equilibrium found = game.solve();
        assertThat(found.value()).isCloseTo(57.596, within(5e-4));
        assertThat(found.defender()).containsExactly(new double[] {0, .4445, .2325, .1647, .0919, .0665}, within(5e-5));
        assertThat(found.attacker()).containsExactly(new double[] {0, .2014, .1961, .1927, .1603, .2495}, within(5e-5));
        assertThat(found.dualityGap()).isBetween(0.0, 1e-9);
    }

    /** d on the diagonal, o off it, d below o: uniform is optimal, worth (d + (n - 1) o) / n. */
    @Test
    void solvesTheGameOfOneDiagonal() {
        double[][] payoffs = new double[13][13];
        for (int row = 0; row < 13; row++) {
            Arrays.fill(payoffs[row], 31.5);
            payoffs[row][row] = 25;
        }
        Equilibrium found = new MatrixGame(payoffs).solve();
        assertThat(found.value()).isCloseTo(31.0, within(1e-9));
        assertThat(found.defender()).containsExactly(MatrixGame.uniform(13), within(1e-9));
        assertThat(found.attacker()).containsExactly(MatrixGame.uniform(13), within(1e-9));
    }

    /** Payoffs may be negative, of any size, equal, and more on one side than on the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void mixturesProveEachOtherOptimal(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < 50; trial++) {
            double[][] payoffs = new double[random.nextInt(1, 14)][random.nextInt(1, 20)];
            double size = Math.pow(10, random.nextInt(-6, 7));
            for (double[] row : payoffs) {
                // Whole numbers often tie, as counts of images do.
                Arrays.setAll(row, _ -> size * (random.nextInt(5) - 2));
            }
            MatrixGame game = new MatrixGame(payoffs);
            Equilibrium found = game.solve();
            assertThat(found.dualityGap()).isCloseTo(0, within(1e-8 * size));
            assertThat(game.guaranteed(found.defender())).isCloseTo(found.value(), within(1e-8 * size));
            assertThat(Arrays.stream(found.defender()).sum()).isCloseTo(1, within(1e-12));
            assertThat(found.value()).isGreaterThanOrEqualTo(game.least(game.bestRow()) - 1e-8 * size);
        }
    }

    @Test
    void aBudgetBuysWhatItCan() {
        MatrixGame game = new MatrixGame(PUBLISHED);
        double[] costs = {9, 16, 25, 36, 49, 64};
        assertThat(game.defenderWithin(costs, 9)).containsExactly(new double[] {1, 0, 0, 0, 0, 0}, within(1e-9));
        double before = game.guaranteed(game.defenderWithin(costs, 16));
        // At 16 the best mixture is no longer one precision: what 5 bit and more cost, 3 bit saves.
        assertThat(before).isGreaterThan(11.2);
        for (double budget : new double[] {20, 25, 36}) {
            double[] mixture = game.defenderWithin(costs, budget);
            double spent = 0;
            for (int row = 0; row < costs.length; row++) {
                spent += mixture[row] * costs[row];
            }
            assertThat(spent).isLessThanOrEqualTo(budget * (1 + 1e-9));
            assertThat(game.guaranteed(mixture)).isGreaterThanOrEqualTo(before - 1e-9);
            before = game.guaranteed(mixture);
        }
        assertThat(game.guaranteed(game.defenderWithin(costs, 64)))
                .isCloseTo(game.solve().value(), within(1e-9));
        assertThatThrownBy(() -> game.defenderWithin(costs, 8.9)).hasMessageContaining("the budget is 8.9");
    }

    @Test
    void theFrontHasNoPointThatBuysNothing() {
        List<FrontPoint> front = FrontPoint.front(new MatrixGame(PUBLISHED), new double[] {9, 16, 25, 36, 49, 64});
        assertThat(front.getFirst().cost()).isEqualTo(9);
        assertThat(front.getFirst().guaranteed()).isCloseTo(11.2, within(1e-9));
        assertThat(front.getLast().guaranteed()).isCloseTo(57.596, within(5e-4));
        assertThat(front).hasSize(4); // The optimal mixture costs 31, so that 49 and 64 buy no more than 36.
        for (int i = 1; i < front.size(); i++) {
            assertThat(front.get(i).cost()).isGreaterThan(front.get(i - 1).cost());
            assertThat(front.get(i).guaranteed()).isGreaterThan(front.get(i - 1).guaranteed());
        }
        // 8 costs more and guarantees less than 4, which is a front by itself.
        List<FrontPoint> alone =
                FrontPoint.front(new MatrixGame(new double[][] {{60, 50}, {50, 40}}), new double[] {16, 64});
        assertThat(alone).hasSize(1);
        assertThat(alone.getFirst().defender()).containsExactly(1, 0);
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThatThrownBy(() -> new MatrixGame(new double[0][])).hasMessageContaining("at least one row");
        assertThatThrownBy(() -> new MatrixGame(new double[][] {{1, 2}, {3}}))
                .hasMessage("game: row 1 has 1 columns, expected 2 as in the first");
        assertThatThrownBy(() -> new MatrixGame(new double[][] {{1, Double.NaN}}))
                .hasMessage("game: row 0 has payoff NaN, expected finite ones");
    }
}
