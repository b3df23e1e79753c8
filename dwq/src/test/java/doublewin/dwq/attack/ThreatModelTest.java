package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.train.TrainingMethod;
import doublewin.engine.kernel.point.PerturbationBounds;
import doublewin.nn.data.Normalisation;
import org.junit.jupiter.api.Test;

class ThreatModelTest {
    /**
     * 8/255 and 2/255 over CIFAR-10's deviations, and black and white after normalisation, as the official code computes
     * them in float32 (Python with numpy: f(8/255) * (f(1)/f(std)), (f(0)-f(mean))/f(std), (f(1)-f(mean))/f(std)).
     */
    @Test
    void boundsAreThePublishedOnes() {
        PerturbationBounds bounds = new ThreatModel(Ball.LINF, 8).bounds(Normalisation.CIFAR10, 2);
        assertThat(bounds.epsilon()).containsExactly(0.12696297f, 0.12884004f, 0.11992566f);
        assertThat(bounds.alpha()).containsExactly(0.031740744f, 0.03221001f, 0.029981416f);
        assertThat(bounds.lower()).containsExactly(-1.9886686f, -1.9802876f, -1.7068044f);
        assertThat(bounds.upper()).containsExactly(2.058276f, 2.1264887f, 2.115826f);
    }

    @Test
    void impossibleOnesAreRefused() {
        assertThatThrownBy(() -> new ThreatModel(Ball.LINF, -1))
                .hasMessage("attack: epsilon is -1.0, expected 0 to 255 (n of n/255), such as 8 for 8/255");
        assertThatThrownBy(() -> new ThreatModel(Ball.LINF, 255.5f)).hasMessageContaining("epsilon is 255.5");
        assertThat(new ThreatModel(Ball.LINF, 0).epsilon()).isZero();
        assertThat(new ThreatModel(Ball.LINF, 255).epsilon()).isEqualTo(255);
        ThreatModel threat = new ThreatModel(Ball.LINF, 8);
        assertThat(new Pgd(threat, 1, 2, 1024).restarts()).isEqualTo(1024);
        assertThatThrownBy(() -> new Pgd(threat, 1, 2, 1025))
                .hasMessage("PGD: expected 1 to 1024 restarts, found 1025");
        assertThatThrownBy(() -> TrainingMethod.fgsm(new ThreatModel(Ball.L2, 8), 2))
                .hasMessage("training method: it perturbs within LINF, found L2");
        assertThatThrownBy(() -> TrainingMethod.pgd(7, threat, Float.POSITIVE_INFINITY))
                .hasMessageContaining("alpha is Infinity");
        assertThatThrownBy(() -> new ThreatModel(Ball.LINF, Float.NaN)).hasMessageContaining("epsilon is NaN");
        assertThatThrownBy(() -> new ThreatModel(Ball.L2, 8).bounds(Normalisation.CIFAR10, 2))
                .hasMessage("bounds by channel: it perturbs within LINF, found L2");
    }
}
