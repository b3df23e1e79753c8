package doublewin.dwq.attack.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On linear classifiers, whose exact robust accuracy is known. */
class LinearAscentTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final double EPSILON = 8 / 255.0;
    /** Of logits in float32: nearer to 0 than this, rounding decides. */
    private static final double ROUNDING = 1e-4;

    private final AttackBench bench = new AttackBench(2);

    @AfterEach
    void close() {
        bench.close();
    }

    private int robust;
    private int cases;

    /** Adds a batch of cases; each must be fooled exactly where it can be. */
    private void attack(Attack<DifferentiableModel> attack, LinearCases linear) {
        Tensor adversarial = bench.perturb(attack, linear.model(), linear.batch());
        AttackBench.assertWithin(THREAT, linear.batch(), adversarial);
        boolean[] correct =
                bench.correct(linear.model(), adversarial, linear.batch().labels());
        for (int n = 0; n < correct.length; n++) {
            double slack = linear.slack(n, EPSILON);
            if (Math.abs(slack) > ROUNDING) {
                assertThat(correct[n]).as("slack %s", slack).isEqualTo(slack > 0);
                cases++;
                robust += slack > 0 ? 1 : 0;
            }
        }
    }

    private void assertHalfAreRobust(int expected) {
        assertThat(cases).isGreaterThan(expected);
        assertThat(robust).isBetween(cases / 4, 3 * cases / 4);
    }

    @Test
    void targetedApgdIsExactForFourToTenClasses() {
        ApgdTargeted attack = new ApgdTargeted(THREAT, 100, Stop.WHEN_FOOLED);
        for (int classes = 4; classes <= 10; classes++) {
            for (int seed = 0; seed < 6; seed++) {
                attack(attack, LinearCases.random(classes, 24, 10 * classes + seed));
            }
        }
        assertHalfAreRobust(1000);
    }

    @Test
    void oneStepAndManyAreExactForTwoClasses() {
        for (Attack<DifferentiableModel> attack : List.of(
                new Fgsm(THREAT),
                new LossPgd(THREAT, AscentLoss.MARGIN, 20, 2, 1, Stop.WHEN_FOOLED),
                new LossPgd(THREAT, AscentLoss.CROSS_ENTROPY, 20, 2, 1, Stop.NEVER),
                new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 20, 1, Stop.NEVER))) {
            robust = 0;
            cases = 0;
            for (int seed = 0; seed < 11; seed++) {
                attack(attack, LinearCases.random(2, 93, seed));
            }
            assertHalfAreRobust(1000);
        }
    }

    @Test
    void imagesThatAreDoneCostNothing() {
        ThreatModel wide = new ThreatModel(Ball.LINF, 32);
        LinearCases linear = LinearCases.random(5, 64, 3);
        bench.perturb(
                new Apgd(wide, AscentLoss.CROSS_ENTROPY, 50, 2, Stop.WHEN_FOOLED), linear.model(), linear.batch());
        int asked = linear.model().asked().getAndSet(0);
        bench.perturb(new Apgd(wide, AscentLoss.CROSS_ENTROPY, 50, 2, Stop.NEVER), linear.model(), linear.batch());
        assertThat(linear.model().asked().get()).isEqualTo(2 * 51 * 64);
        assertThat(asked).isLessThan(2 * 51 * 64 / 4);
    }

    @Test
    void euclideanStepsStayInTheirBallAndFool() {
        ThreatModel threat = new ThreatModel(Ball.L2, 40);
        for (Attack<DifferentiableModel> attack : List.of(
                new Fgsm(threat),
                new LossPgd(threat, AscentLoss.CARLINI, 20, 10, 2, Stop.NEVER),
                new Apgd(threat, AscentLoss.RATIO, 30, 1, Stop.WHEN_FOOLED),
                new ApgdTargeted(threat, 30, Stop.NEVER))) {
            LinearCases linear = LinearCases.random(6, 40, 2);
            Tensor adversarial = bench.perturb(attack, linear.model(), linear.batch());
            AttackBench.assertWithin(threat, linear.batch(), adversarial);
            int left = 0;
            for (boolean right :
                    bench.correct(linear.model(), adversarial, linear.batch().labels())) {
                left += right ? 1 : 0;
            }
            assertThat(left).as(attack.name()).isLessThan(30);
        }
    }

    @Test
    void eachImageIsItsOwn() {
        LinearCases linear = LinearCases.random(5, 19, 4);
        for (ThreatModel threat : List.of(THREAT, new ThreatModel(Ball.L2, 60))) {
            for (Attack<DifferentiableModel> attack : List.of(
                    new Fgsm(threat),
                    new LossPgd(threat, AscentLoss.RATIO, 6, 2, 2, Stop.WHEN_FOOLED),
                    new LossPgd(threat, AscentLoss.MARGIN, 6, 2, 2, Stop.NEVER),
                    new Apgd(threat, AscentLoss.CROSS_ENTROPY, 25, 2, Stop.WHEN_FOOLED),
                    new Apgd(threat, AscentLoss.RATIO, 25, 1, Stop.NEVER),
                    new ApgdTargeted(threat, 12, Stop.WHEN_FOOLED))) {
                AttackBench.assertIndependentOfTheBatch(attack, workspace -> linear.model(), linear.batch());
            }
        }
    }

    @Test
    void gradientsThatCannotBeFollowedAreTold() {
        LinearCases linear = LinearCases.random(4, 17, 6);
        DifferentiableModel flat = new FlatModel(linear.model());
        bench.perturb(new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 3, 1, Stop.NEVER), flat, linear.batch());
        assertThat(bench.findings().vanished(16)).isTrue();
        bench.perturb(new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 3, 1, Stop.NEVER), linear.model(), linear.batch());
        assertThat(bench.findings().vanished(16)).isFalse();
        for (Ball ball : Ball.values()) {
            Attack<DifferentiableModel> attack =
                    new LossPgd(new ThreatModel(ball, 8), AscentLoss.MARGIN, 3, 2, 1, Stop.NEVER);
            Tensor adversarial = bench.perturb(attack, new BrokenModel(linear.model()), linear.batch());
            assertThat(bench.findings().notFinite(16)).isTrue();
            AttackBench.assertWithin(attack.threat(), linear.batch(), adversarial);
        }
    }

    @Test
    void parametersWithoutSenseAreRefused() {
        assertThatThrownBy(() -> new Apgd(THREAT, AscentLoss.RATIO, 0, 1, Stop.NEVER))
                .hasMessage("APGD: expected at least 1 step, found 0");
        assertThatThrownBy(() -> new Apgd(THREAT, AscentLoss.RATIO, 1, 1025, Stop.NEVER))
                .hasMessage("APGD: expected 1 to 1024 restarts, found 1025");
        assertThatThrownBy(() -> new Apgd(THREAT, AscentLoss.MARGIN, 1, 1, Stop.NEVER))
                .hasMessage("APGD: expected CROSS_ENTROPY or RATIO, found MARGIN");
        assertThatThrownBy(() -> new LossPgd(THREAT, AscentLoss.MARGIN, 1, Float.NaN, 1, Stop.NEVER))
                .hasMessageContaining("alpha is NaN");
        LinearCases three = LinearCases.random(3, 4, 1);
        assertThatThrownBy(() -> bench.perturb(
                        new ApgdTargeted(THREAT, 2, Stop.NEVER), (DifferentiableModel) three.model(), three.batch()))
                .hasMessageContaining("expected at least 4 classes, found 3; use APGD-CE");
    }

    @Test
    void namesTellAttacksApart() {
        assertThat(List.of(
                        new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 100, 1, Stop.WHEN_FOOLED).name(),
                        new Apgd(THREAT, AscentLoss.RATIO, 50, 5, Stop.NEVER).name(),
                        new ApgdTargeted(THREAT, 100, Stop.WHEN_FOOLED).name(),
                        new LossPgd(THREAT, AscentLoss.CARLINI, 40, 2, 2, Stop.WHEN_FOOLED).name()))
                .containsExactly("APGD-CE", "APGD-DLR-50 x 5, to the end", "APGD-T", "PGD-CW-40 x 2");
        assertThat(new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 100, 1, Stop.NEVER).id())
                .isNotEqualTo(new Apgd(THREAT, AscentLoss.RATIO, 100, 1, Stop.NEVER).id());
    }
}
