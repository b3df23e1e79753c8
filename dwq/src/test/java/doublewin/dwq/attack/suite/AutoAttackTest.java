package doublewin.dwq.attack.suite;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.Apgd;
import doublewin.dwq.attack.ascent.ApgdTargeted;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.query.Square;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AutoAttackTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);

    private final AttackBench bench = new AttackBench(1);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theyAreTheAuthorsAttacksInTheirOrder() {
        assertThat(new AutoAttack(THREAT, AutoAttack.Version.STANDARD).parts())
                .extracting(Attack::name)
                .containsExactly("APGD-CE", "APGD-T", "FAB-T", "Square");
        assertThat(new AutoAttack(THREAT, AutoAttack.Version.PLUS).parts())
                .extracting(Attack::name)
                .containsExactly("APGD-CE x 5", "APGD-DLR x 5", "Square", "APGD-T", "FAB-T");
    }

    @Test
    void itIsExactOnLinearNetworksAndReturnsNoCleanImage() {
        LinearCases linear = LinearCases.random(6, 40, 3);
        AutoAttack.Cascade cascade = new AutoAttack.Cascade(List.of(
                new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 20, 1, Stop.WHEN_FOOLED),
                new ApgdTargeted(THREAT, 100, Stop.WHEN_FOOLED),
                new Square(THREAT, 20, Stop.WHEN_FOOLED)));
        Tensor adversarial = Tensor.zeros(linear.batch().x().shape());
        cascade.perturb(linear.model(), linear.batch(), new AttackKeys(5, 22, 4), bench.workspace(), adversarial);
        AttackBench.assertWithin(THREAT, linear.batch(), adversarial);
        boolean[] correct =
                bench.correct(linear.model(), adversarial, linear.batch().labels());
        int robust = 0;
        for (int n = 0; n < correct.length; n++) {
            assertThat(correct[n]).isEqualTo(linear.slack(n, 8 / 255.0) > 0);
            assertThat(LinearModel.values(adversarial, n))
                    .isNotEqualTo(LinearModel.values(linear.batch().x(), n));
            robust += correct[n] ? 1 : 0;
        }
        assertThat(robust).isBetween(5, 35);
    }

    @Test
    void eachImageIsItsOwn() {
        LinearCases linear = LinearCases.random(5, 19, 4);
        AttackBench.assertIndependentOfTheBatch(
                new AutoAttack(THREAT, AutoAttack.Version.STANDARD), workspace -> linear.model(), linear.batch());
    }

    /** As it was published: what withstands is shown as it was, what does not as the attack has it. */
    @Test
    void failuresMayBeTakenBack() {
        LinearCases linear = LinearCases.random(6, 40, 3);
        Apgd apgd = new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 20, 1, Stop.WHEN_FOOLED);
        Tensor found = bench.perturb(apgd, linear.model(), linear.batch());
        Tensor shown = bench.perturb(new CleanOnFailure(apgd), linear.model(), linear.batch());
        boolean[] correct = bench.correct(linear.model(), found, linear.batch().labels());
        int failed = 0;
        for (int n = 0; n < correct.length; n++) {
            assertThat(LinearModel.values(shown, n))
                    .isEqualTo(LinearModel.values(correct[n] ? linear.batch().x() : found, n));
            failed += correct[n] ? 1 : 0;
        }
        assertThat(failed).isBetween(5, 35);
        assertThat(new CleanOnFailure(apgd).name()).isEqualTo("APGD-CE-20, clean where it fails");
    }

    @Test
    void laterAttacksGetOnlyWhatWithstoodAndTheirFindingsArePlacedRight() {
        LinearCases linear = LinearCases.random(4, 33, 5);
        int[] asked = new int[1];
        Attack<DifferentiableModel> counting = new Counting(asked);
        AutoAttack.Cascade cascade = new AutoAttack.Cascade(
                List.of(new Apgd(THREAT, AscentLoss.CROSS_ENTROPY, 30, 1, Stop.WHEN_FOOLED), counting));
        Tensor adversarial = Tensor.zeros(linear.batch().x().shape());
        GradientFindings findings = cascade.perturb(
                linear.model(), linear.batch(), new AttackKeys(5, 22, 4), bench.workspace(), adversarial);
        boolean[] correct =
                bench.correct(linear.model(), adversarial, linear.batch().labels());
        int left = 0;
        for (int n = 0; n < correct.length; n++) {
            assertThat(findings.vanished(n)).isEqualTo(correct[n]);
            left += correct[n] ? 1 : 0;
        }
        assertThat(asked[0]).isEqualTo(left);
        assertThat(left).isBetween(3, 30);
    }

    /** Counts images, returns them clean, and says that all gradients vanished. */
    private record Counting(int[] asked) implements Attack<DifferentiableModel> {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int id() {
            return 65_001;
        }

        @Override
        public ThreatModel threat() {
            return THREAT;
        }

        @Override
        public SortedMap<String, String> parameters() {
            return new TreeMap<>();
        }

        @Override
        public GradientFindings perturb(
                DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
            assertThat(keys.attack()).isEqualTo(65_001);
            asked[0] += batch.images().length;
            adversarial.copyFrom(batch.x());
            GradientFindings findings = new GradientFindings();
            for (int n = 0; n < batch.images().length; n++) {
                findings.add(n, 0);
            }
            return findings;
        }
    }
}
