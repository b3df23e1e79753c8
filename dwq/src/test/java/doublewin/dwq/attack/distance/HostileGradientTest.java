package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gradients that cannot be followed are told of, and not followed. */
class HostileGradientTest {
    private static final int IMAGES = 5;
    private static final ThreatModel LINF = new ThreatModel(Ball.LINF, 1);
    private static final ThreatModel L2 = new ThreatModel(Ball.L2, 1);
    private static final List<DistanceAttack> ATTACKS = List.of(
            CarliniWagnerL2.published(L2, Reach.WITHIN_THREAT),
            CarliniWagnerInf.ofDoubleWinQuant(LINF, Reach.WITHIN_THREAT),
            OriginalCarliniWagnerInf.published(LINF, Reach.WITHIN_THREAT));

    /** A model all of whose gradients are the same number. */
    private record Constant(LinearModel model, float gradient) implements DifferentiableModel {
        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public void logits(Tensor x, Tensor logits) {
            model.logits(x, logits);
        }

        @Override
        public void gradient(Tensor x, int[] labels, LogitLoss loss, Tensor logits, Tensor dx) {
            model.logits(x, logits);
            dx.fill(gradient);
        }
    }

    @Test
    void areToldAndNotFollowed() {
        for (float gradient : new float[] {0, Float.NaN, Float.NEGATIVE_INFINITY}) {
            for (DistanceAttack attack : ATTACKS) {
                PlaneCases cases = PlaneCases.random(3, IMAGES, 0.3, 0.7, 3, 1);
                try (LinearRun run = new LinearRun()) {
                    Tensor shown = Tensor.zeros(cases.batch().x().shape());
                    Distances found = attack.closest(
                            new Constant(cases.model(), gradient),
                            cases.batch(),
                            run.keys(attack),
                            run.workspace(),
                            shown);
                    for (int n = 0; n < IMAGES; n++) {
                        assertThat(found.isFound(n)).isFalse();
                        assertThat(found.findings().vanished(n)).isEqualTo(gradient == 0);
                        assertThat(found.findings().notFinite(n)).isEqualTo(gradient != 0);
                        for (double pixel : cases.pixelsOf(shown, n)) {
                            assertThat(pixel).isBetween(0.29, 0.71);
                        }
                    }
                    assertThat(cases.model().asked().get()).isLessThan(50 * IMAGES);
                }
            }
        }
    }
}
