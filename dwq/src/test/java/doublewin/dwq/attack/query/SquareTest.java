package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Traps;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SquareTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);

    private final AttackBench bench = new AttackBench(1);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void sidesAreThoseOfAutoAttack() {
        List<Integer> sides = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        for (int query = 0; query < 5000; query++) {
            int side = SquareSchedule.side(query, 32, 32);
            if (sides.isEmpty() || sides.getLast() != side) {
                sides.add(side);
                from.add(query);
            }
        }
        assertThat(sides).containsExactly(29, 20, 14, 10, 7, 5, 4, 3);
        assertThat(from).containsExactly(0, 11, 51, 201, 501, 1001, 2001, 4001);
        assertThat(SquareSchedule.side(9000, 4, 4)).isEqualTo(1);
        assertThat(SquareSchedule.side(0, 2, 40)).isEqualTo(2);
    }

    /**
     * Of the images that some perturbation fools, with the box of valid images in the way of many. Small squares never
     * reach the last row and column, so the classifier does not look there.
     */
    @Test
    void itFindsAlmostAllThatCanBeFound() {
        Square square = new Square(THREAT, 1500, Stop.WHEN_FOOLED);
        int found = 0;
        int possible = 0;
        for (int seed = 0; seed < 4; seed++) {
            LinearCases linear = LinearCases.random(5, 40, 20 + seed).withoutLastRowAndColumn();
            Tensor adversarial = bench.perturb(square, linear.model(), linear.batch());
            AttackBench.assertWithin(THREAT, linear.batch(), adversarial);
            boolean[] correct =
                    bench.correct(linear.model(), adversarial, linear.batch().labels());
            for (int n = 0; n < correct.length; n++) {
                boolean canBeFooled = linear.slack(n, 8 / 255.0) < 0;
                possible += canBeFooled ? 1 : 0;
                found += correct[n] ? 0 : 1;
                assertThat(!correct[n] && linear.slack(n, 8 / 255.0) > 1e-4).isFalse();
            }
        }
        assertThat(possible).isGreaterThan(40);
        assertThat(found).isBetween(possible * 9 / 10, possible);
    }

    @Test
    void moreQueriesNeverFindFewerAndNothingIsAskedOfImagesThatAreDone() {
        LinearCases linear = LinearCases.random(4, 32, 9);
        ThreatModel wide = new ThreatModel(Ball.LINF, 80);
        boolean[] before = new boolean[32];
        Arrays.fill(before, true);
        for (int queries : new int[] {1, 5, 20, 100}) {
            Tensor adversarial =
                    bench.perturb(new Square(wide, queries, Stop.WHEN_FOOLED), linear.model(), linear.batch());
            boolean[] correct =
                    bench.correct(linear.model(), adversarial, linear.batch().labels());
            for (int n = 0; n < 32; n++) {
                assertThat(correct[n] && !before[n]).isFalse();
            }
            before = correct;
        }
        linear.model().asked().set(0);
        bench.perturb(new Square(wide, 1000, Stop.WHEN_FOOLED), linear.model(), linear.batch());
        assertThat(linear.model().asked().get()).isLessThan(32 * 500);
        linear.model().asked().set(0);
        bench.perturb(new Square(wide, 100, Stop.NEVER), linear.model(), linear.batch());
        assertThat(linear.model().asked().get()).isEqualTo(32 * 101);
    }

    @Test
    void eachImageIsItsOwn() {
        LinearCases linear = LinearCases.random(5, 19, 4);
        AttackBench.assertIndependentOfTheBatch(
                new Square(THREAT, 30, Stop.WHEN_FOOLED), workspace -> linear.model(), linear.batch());
        AttackBench.assertIndependentOfTheBatch(
                new Square(THREAT, 30, Stop.NEVER), workspace -> linear.model(), linear.batch());
        Mixture mixture = Mixture.uniform(
                List.of(linear.model(), LinearCases.random(5, 1, 7).model()));
        AttackBench.assertIndependentOfTheBatch(new SquareOnMixture(THREAT, 30), workspace -> mixture, linear.batch());
    }

    /** It goes where a mean falls, and shows what left least on the way: of each pair one member falls, as much as can be. */
    @Test
    void whatLeavesLeastOnItsWayIsShown() {
        SquareOnMixture square = new SquareOnMixture(new ThreatModel(Ball.LINF, 25.5f), 300);
        Batch batch = Traps.batch(3);
        Tensor averaged = bench.perturb(square, Traps.averaging(), batch);
        assertThat(Traps.accuracy(bench, Traps.averaging(), averaged, batch)).isEqualTo(0.5);
        Tensor pennies = bench.perturb(square, Traps.pennies(), batch);
        assertThat(Traps.accuracy(bench, Traps.pennies(), pennies, batch)).isEqualTo(0.5);
        AttackBench.assertWithin(square.threat(), batch, averaged);
    }

    @Test
    void parametersWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new Square(THREAT, 0, Stop.NEVER))
                .hasMessage("Square: expected 1 to 67108862 queries, found 0");
        assertThatThrownBy(() -> new SquareOnMixture(new ThreatModel(Ball.L2, 8), 3))
                .hasMessageContaining("it perturbs within LINF, found L2");
        assertThat(new Square(THREAT, 5000, Stop.WHEN_FOOLED).name()).isEqualTo("Square");
        assertThat(new Square(THREAT, 200, Stop.NEVER).name()).isEqualTo("Square-200, to the end");
    }
}
