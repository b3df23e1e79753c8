package doublewin.dwq.attack.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.ExpectedLoss;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Traps;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExactEotTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 25.5f);

    private final AttackBench bench = new AttackBench(1);

    @AfterEach
    void close() {
        bench.close();
    }

    private static ExactEot eot(ExpectedLoss loss) {
        return new ExactEot(THREAT, loss, 60, 1, Stop.NEVER);
    }

    /** The mean pulls one way, the better point lies the other way. */
    @Test
    void averagedLossesFallIntoTheAveragingTrap() {
        Batch batch = Traps.batch(3);
        for (ExpectedLoss loss : List.of(
                ExpectedLoss.MEAN_CROSS_ENTROPY, ExpectedLoss.CROSS_ENTROPY_OF_MEAN, ExpectedLoss.MEAN_MARGIN)) {
            Tensor adversarial = bench.perturb(eot(loss), Traps.averaging(), batch);
            assertThat(Traps.accuracy(bench, Traps.averaging(), adversarial, batch))
                    .as(loss.title())
                    .isEqualTo(1);
            assertThat(Traps.shift(batch, adversarial, 0)).isCloseTo(-0.1, within(1e-5));
        }
    }

    @Test
    void oneMemberIsTheModelItself() {
        LinearCases linear = LinearCases.random(4, 20, 8);
        ExactEot eot = new ExactEot(new ThreatModel(Ball.LINF, 8), ExpectedLoss.MEAN_CROSS_ENTROPY, 20, 1, Stop.NEVER);
        Apgd apgd = new Apgd(new ThreatModel(Ball.LINF, 8), AscentLoss.CROSS_ENTROPY, 20, 1, Stop.NEVER);
        Tensor mixed = bench.perturb(eot, Mixture.uniform(List.of(linear.model())), linear.batch());
        Tensor alone = bench.perturb(new Renamed(apgd, eot.id()), linear.model(), linear.batch());
        assertThat(mixed.toArray()).isEqualTo(alone.toArray());
    }

    /** The best of all points is kept, by the accuracy that is left. */
    @Test
    void eachLossLeavesNoMoreThanTheCleanImageHasAndSomeLeaveLess() {
        List<LinearModel> members = Arrays.asList(
                LinearCases.random(5, 1, 1).model(),
                LinearCases.random(5, 1, 2).model(),
                LinearCases.random(5, 1, 3).model());
        Mixture mixture = new Mixture(List.copyOf(members), new double[] {0.5, 0.25, 0.25});
        LinearCases linear = LinearCases.random(5, 24, 1);
        double clean = Traps.accuracy(bench, mixture, linear.batch().x(), linear.batch());
        for (ExpectedLoss loss : ExpectedLoss.values()) {
            Tensor adversarial = bench.perturb(eot(loss), mixture, linear.batch());
            AttackBench.assertWithin(THREAT, linear.batch(), adversarial);
            assertThat(Traps.accuracy(bench, mixture, adversarial, linear.batch()))
                    .as(loss.title())
                    .isLessThan(clean / 2);
            AttackBench.assertIndependentOfTheBatch(eot(loss), workspace -> mixture, linear.batch());
        }
        assertThat(Arrays.stream(ExpectedLoss.values()).map(loss -> eot(loss).id()))
                .doesNotHaveDuplicates();
    }
}
