package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The two attacks of this name, one by Double-Win Quant's code, one by the authors'. */
class CarliniWagnerInfTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 3);
    private static final int IMAGES = 18;

    /** The first success within tau is the last, so that it is off by up to a step, .005, where margins are steep. */
    @Test
    void thatOfDoubleWinQuantStopsAtTheFirstSuccessWithinTau() {
        PlaneCases cases = PlaneCases.random(6, IMAGES, 0.4, 0.6, 0.1, 6);
        CarliniWagnerInf attack = CarliniWagnerInf.ofDoubleWinQuant(THREAT, Reach.ANYWHERE);
        Distances found = LinearRun.distances(attack, cases);
        int asked = 0;
        for (int n = 0; n < IMAGES; n++) {
            int steps = (int) Math.round(found.values()[n] / 0.005);
            assertThat(found.values()[n]).isCloseTo(0.005 * steps, within(2e-5));
            assertThat(found.values()[n] - cases.distance(n, Ball.LINF)).isBetween(0.0, 0.0052);
            asked += 1 + steps;
        }
        assertThat(cases.model().asked()).hasValue(asked);
    }

    /** With logits 100 times as large a value's share of the margin outweighs what it pays beyond tau. */
    @Test
    void thatOfDoubleWinQuantMayExceedTauAndEpsilonAndTells() {
        PlaneCases cases = PlaneCases.random(2, IMAGES, 0.4, 0.6, 2, 3).steeper(100);
        CarliniWagnerInf attack = new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 2, 0.1, 1, 100);
        Distances found = LinearRun.distances(attack, cases);
        Tensor shown = LinearRun.perturbed(attack, cases);
        double[] lengths = cases.lengths(shown, Ball.LINF);
        boolean[] correct = cases.correct(shown);
        int beyond = 0;
        for (int n = 0; n < IMAGES; n++) {
            assertThat(correct[n]).isFalse();
            assertThat(lengths[n]).isCloseTo(found.values()[n], within(1e-6));
            assertThat(found.isWithin(n, THREAT)).isEqualTo(lengths[n] <= 3 / 255.0 + 1e-6);
            beyond += found.isWithin(n, THREAT) ? 0 : 1;
        }
        assertThat(beyond).isBetween(IMAGES / 2, IMAGES);
    }

    /** Where all is beyond epsilon the clean image would be the easiest answer, and transfer to no other model. */
    @Test
    void whatIsBeyondEpsilonIsShortenedToIt() {
        PlaneCases cases = PlaneCases.random(2, IMAGES, 0.4, 0.6, 2, 3).steeper(100);
        for (DistanceAttack attack : new DistanceAttack[] {
            new CarliniWagnerInf(THREAT, Reach.WITHIN_THREAT, 2, 0.1, 1, 100),
            new OriginalCarliniWagnerInf(THREAT, Reach.WITHIN_THREAT, 50)
        }) {
            Distances found = LinearRun.distances(attack, cases);
            Tensor shown = LinearRun.perturbed(attack, cases);
            double[] lengths = cases.lengths(shown, Ball.LINF);
            int beyond = 0;
            for (int n = 0; n < IMAGES; n++) {
                double expected = found.isWithin(n, THREAT) ? found.values()[n] : 3 / 255.0;
                assertThat(lengths[n]).isCloseTo(expected, within(1e-6));
                beyond += found.isWithin(n, THREAT) ? 0 : 1;
            }
            assertThat(beyond).isPositive();
        }
    }

    /** A step changes a pixel by up to .0025, and the search ends below 1/256, so that it is off by no more than 1/256. */
    @Test
    void thatOfTheAuthorsComesCloser() {
        OriginalCarliniWagnerInf attack = new OriginalCarliniWagnerInf(THREAT, Reach.ANYWHERE, 200);
        for (int classes = 2; classes <= 10; classes += 4) {
            PlaneCases cases = PlaneCases.random(classes, IMAGES, 0.4, 0.6, 0.1, classes);
            double[] found = LinearRun.distances(attack, cases).values();
            double[] byTheOther = LinearRun.distances(CarliniWagnerInf.ofDoubleWinQuant(THREAT, Reach.ANYWHERE), cases)
                    .values();
            for (int n = 0; n < IMAGES; n++) {
                double exact = cases.distance(n, Ball.LINF);
                assertThat(found[n]).isBetween(exact * (1 - 1e-4), Math.max(exact + 0.0025, 1 / 256.0));
                assertThat(found[n]).isLessThan(byTheOther[n]);
            }
        }
    }

    @Test
    void showsWhatItMeasured() {
        PlaneCases cases = PlaneCases.random(4, IMAGES, 0.4, 0.6, 0.1, 4);
        OriginalCarliniWagnerInf attack = new OriginalCarliniWagnerInf(THREAT, Reach.ANYWHERE, 50);
        Tensor shown = LinearRun.perturbed(attack, cases);
        double[] lengths = cases.lengths(shown, Ball.LINF);
        Distances found = LinearRun.distances(attack, cases);
        boolean[] correct = cases.correct(shown);
        int beyond = 0;
        for (int n = 0; n < IMAGES; n++) {
            assertThat(correct[n]).isFalse();
            assertThat(lengths[n]).isCloseTo(found.values()[n], within(1e-6));
            beyond += found.isWithin(n, THREAT) ? 0 : 1;
        }
        assertThat(beyond).isBetween(1, IMAGES - 1);
    }

    @Test
    void imagesStayValidAndMove() {
        try (Victim victim = new Victim(2)) {
            boolean[] clean =
                    victim.correct(LaneFormat.unpack(victim.batch(Victim.IDS).x()), Victim.IDS);
            for (DistanceAttack attack : both()) {
                float[] shown = victim.attacked(attack, Victim.IDS);
                assertThat(Within.isValid(victim.normalisation(), shown)).isTrue();
                boolean[] correct = victim.correct(shown, Victim.IDS);
                int fooled = 0;
                for (int n = 0; n < Victim.IMAGES; n++) {
                    fooled += clean[n] && !correct[n] ? 1 : 0;
                }
                assertThat(fooled).isPositive();
                assertThat(victim.memoryIsBack()).isTrue();
            }
        }
    }

    @Test
    void resultOfAnImageDependsOnNothingElse() {
        for (DistanceAttack attack : both()) {
            Independence.check(attack);
        }
    }

    private static DistanceAttack[] both() {
        return new DistanceAttack[] {
            new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 2, 0.5, 2, 12),
            new OriginalCarliniWagnerInf(THREAT, Reach.WITHIN_THREAT, 2)
        };
    }

    @Test
    void namesAndParametersTellAttacksApart() {
        CarliniWagnerInf ofDoubleWinQuant = CarliniWagnerInf.ofDoubleWinQuant(THREAT, Reach.ANYWHERE);
        OriginalCarliniWagnerInf published = OriginalCarliniWagnerInf.published(THREAT, Reach.WITHIN_THREAT);
        assertThat(ofDoubleWinQuant.name()).isEqualTo("CW-Inf-100 (DWQ)");
        assertThat(published.name()).isEqualTo("CW-Inf-1000 (Carlini)");
        assertThat(ofDoubleWinQuant.id()).isEqualTo(9);
        assertThat(published.id()).isEqualTo(10);
        assertThat(ofDoubleWinQuant.parameters())
                .hasToString(
                        "{ball=LINF, constant=0.1, epsilon=3.0, outer steps=1, reach=ANYWHERE, steps=100, tau=25.5}");
        assertThat(published.parameters()).hasToString("{ball=LINF, epsilon=3.0, reach=WITHIN_THREAT, steps=1000}");
    }

    @Test
    void impossibleSettingsAreRefused() {
        ThreatModel other = new ThreatModel(Ball.L2, 8);
        assertThatThrownBy(() -> CarliniWagnerInf.ofDoubleWinQuant(other, Reach.ANYWHERE))
                .hasMessage("CW-Inf: it perturbs within LINF, found L2");
        assertThatThrownBy(() -> OriginalCarliniWagnerInf.published(other, Reach.ANYWHERE))
                .hasMessage("CW-Inf: it perturbs within LINF, found L2");
        assertThatThrownBy(() -> new OriginalCarliniWagnerInf(THREAT, Reach.ANYWHERE, 0))
                .hasMessage("CW-Inf: expected at least 1 step, found 0");
        assertThatThrownBy(() -> new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 0, 1, 1, 1))
                .hasMessageContaining("tau is 0.0, expected above 0");
        assertThatThrownBy(() -> new CarliniWagnerInf(THREAT, Reach.ANYWHERE, Float.NaN, 1, 1, 1))
                .hasMessageContaining("tau is NaN");
        assertThatThrownBy(() -> new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 1, -1, 1, 1))
                .hasMessage("CW-Inf: the first constant is -1.0, expected above 0");
        assertThatThrownBy(() -> new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 1, 1, 0, 1))
                .hasMessageContaining("found 0 of 1");
        assertThatThrownBy(() -> new CarliniWagnerInf(THREAT, Reach.ANYWHERE, 1, 1, 1, 0))
                .hasMessageContaining("found 1 of 0");
    }
}
