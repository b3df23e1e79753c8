package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CarliniWagnerL2Test {
    private static final ThreatModel THREAT = new ThreatModel(Ball.L2, 25);
    private static final int IMAGES = 18;

    /** Adam's steps change each of 36 pixels by .005, which is .03 in length: that far from an image, and closer, it is coarse. */
    @Test
    void distanceToAPlaneIsTheMarginByTheNormOfItsWeights() {
        CarliniWagnerL2 attack = new CarliniWagnerL2(THREAT, Reach.ANYWHERE, 0, 1e-3, 9, 1000, 0.9999);
        int compared = 0;
        int closest = 0;
        for (int classes = 2; classes <= 10; classes++) {
            PlaneCases cases = PlaneCases.random(classes, IMAGES, 0.4, 0.6, 1, classes);
            Distances found = LinearRun.distances(attack, cases);
            for (int n = 0; n < IMAGES; n++) {
                double exact = cases.distance(n, Ball.L2);
                assertThat(found.values()[n]).isGreaterThanOrEqualTo(exact * (1 - 1e-4));
                if (exact > 0.07) {
                    // It goes for whichever class is ahead, first the second one, whose boundary need not be the
                    // closest.
                    double reached = Math.max(exact, cases.distanceToRunnerUp(n, Ball.L2));
                    assertThat(found.values()[n]).isLessThanOrEqualTo(1.01 * reached);
                    closest += found.values()[n] <= 1.01 * exact ? 1 : 0;
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(40);
        assertThat(closest).isGreaterThan(compared * 9 / 10);
    }

    @Test
    void successesBeyondEpsilonAreTold() {
        PlaneCases cases = PlaneCases.random(3, IMAGES, 0.4, 0.6, 0.2, 3);
        CarliniWagnerL2 bounded = new CarliniWagnerL2(THREAT, Reach.WITHIN_THREAT, 0, 1, 1, 100, 0.9999);
        CarliniWagnerL2 unbounded = new CarliniWagnerL2(THREAT, Reach.ANYWHERE, 0, 1, 1, 100, 0.9999);
        Distances distances = LinearRun.distances(bounded, cases);
        assertThat(distances.values())
                .isEqualTo(LinearRun.distances(unbounded, cases).values());
        Tensor free = LinearRun.perturbed(unbounded, cases);
        Tensor shortened = LinearRun.perturbed(bounded, cases);
        double[] shownFree = cases.lengths(free, Ball.L2);
        double[] shownShortened = cases.lengths(shortened, Ball.L2);
        boolean[] correctFree = cases.correct(free);
        boolean[] correctShortened = cases.correct(shortened);
        int beyond = 0;
        for (int n = 0; n < IMAGES; n++) {
            boolean isWithin = distances.isWithin(n, THREAT);
            assertThat(distances.isFound(n)).isTrue();
            assertThat(correctFree[n]).isFalse();
            assertThat(shownFree[n]).isCloseTo(distances.values()[n], within(1e-6));
            assertThat(shownShortened[n]).isCloseTo(Math.min(shownFree[n], 25 / 255.0), within(1e-6));
            assertThat(correctShortened[n] && isWithin).isFalse();
            beyond += isWithin ? 0 : 1;
        }
        assertThat(beyond).isBetween(1, IMAGES - 1);
    }

    @Test
    void anotherClassIsAheadByKappa() {
        PlaneCases cases = PlaneCases.random(4, IMAGES, 0.4, 0.6, 0.3, 4);
        CarliniWagnerL2 attack = new CarliniWagnerL2(THREAT, Reach.ANYWHERE, 1.5f, 10, 1, 100, 1);
        double[] margins = cases.margins(LinearRun.perturbed(attack, cases));
        for (double margin : margins) {
            assertThat(margin).isBetween(-2.5, -1.5 + 1e-5);
        }
    }

    /** Black and white pixels, whose place in tanh space would be infinite, stay valid. */
    @Test
    void imagesAtTheEdgeOfTheBoxStayValid() {
        PlaneCases cases = PlaneCases.random(3, IMAGES, 0, 1, 0.3, 3).inBlackAndWhite();
        Tensor shown = LinearRun.perturbed(CarliniWagnerL2.ofDoubleWinQuant(THREAT), cases);
        for (int n = 0; n < IMAGES; n++) {
            for (double pixel : cases.pixelsOf(shown, n)) {
                assertThat(pixel).isBetween(-1e-6, 1 + 1e-6);
            }
        }
    }

    @Test
    void staysWithinTheThreatModelWhereItSaysSo() {
        try (Victim victim = new Victim(2)) {
            CarliniWagnerL2 attack = new CarliniWagnerL2(THREAT, Reach.WITHIN_THREAT, 0, 0.1, 2, 12, 0.9999);
            float[] shown = victim.attacked(attack, Victim.IDS);
            assertThat(Within.threat(victim, THREAT, shown)).isTrue();
            boolean[] clean =
                    victim.correct(LaneFormat.unpack(victim.batch(Victim.IDS).x()), Victim.IDS);
            for (int n = 0; n < Victim.IMAGES; n++) {
                assertThat(!clean[n] || Within.lengths(victim, Ball.L2, shown)[n] > 0.01)
                        .isTrue();
            }
            assertThat(Within.isValid(
                            victim.normalisation(), victim.attacked(CarliniWagnerL2.ofDoubleWinQuant(THREAT), 0, 1, 2)))
                    .isTrue();
            assertThat(victim.memoryIsBack()).isTrue();
        }
    }

    @Test
    void resultOfAnImageDependsOnNothingElse() {
        Independence.check(new CarliniWagnerL2(THREAT, Reach.ANYWHERE, 0, 0.1, 3, 12, 0.9));
    }

    @Test
    void descentsThatAbortTakeNoMoreTime() {
        PlaneCases cases = PlaneCases.random(3, IMAGES, 0.4, 0.6, 0.3, 3);
        CarliniWagnerL2 attack = new CarliniWagnerL2(THREAT, Reach.ANYWHERE, 0, 0.1, 2, 100, 0);
        LinearRun.distances(attack, cases);
        // No loss above 0 is low enough: two descents from the first iterate to the check at the eleventh.
        assertThat(cases.model().asked()).hasValue(2 * 11 * IMAGES);
    }

    @Test
    void namesAndParametersTellAttacksApart() {
        CarliniWagnerL2 published = CarliniWagnerL2.published(THREAT, Reach.WITHIN_THREAT);
        CarliniWagnerL2 ofDoubleWinQuant = CarliniWagnerL2.ofDoubleWinQuant(THREAT);
        assertThat(published.name()).isEqualTo("CW-L2-10000 x 9");
        assertThat(ofDoubleWinQuant.name()).isEqualTo("CW-L2-100");
        assertThat(published.id()).isEqualTo(8);
        assertThat(published.parameters())
                .hasToString("{abort=0.9999, ball=L2, constant=0.001, epsilon=25.0, kappa=0.0, outer steps=9,"
                        + " reach=WITHIN_THREAT, steps=10000}");
        assertThat(ofDoubleWinQuant.parameters())
                .hasToString("{abort=0.999999, ball=L2, constant=0.1, epsilon=25.0, kappa=0.0, outer steps=1,"
                        + " reach=ANYWHERE, steps=100}");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> CarliniWagnerL2.ofDoubleWinQuant(new ThreatModel(Ball.LINF, 8)))
                .hasMessage("CW-L2: it perturbs within L2, found LINF");
        assertThatThrownBy(() -> attack(-1, 1, 1, 1, 1)).hasMessage("CW-L2: kappa is -1.0, expected 0 or more");
        assertThatThrownBy(() -> attack(Float.NaN, 1, 1, 1, 1)).hasMessageContaining("kappa is NaN");
        assertThatThrownBy(() -> attack(0, 0, 1, 1, 1))
                .hasMessage("CW-L2: the first constant is 0.0, expected above 0");
        assertThatThrownBy(() -> attack(0, Double.POSITIVE_INFINITY, 1, 1, 1)).hasMessageContaining("is Infinity");
        assertThatThrownBy(() -> attack(0, 1, 0, 1, 1)).hasMessageContaining("at least 1 step, found 0 of 1");
        assertThatThrownBy(() -> attack(0, 1, 1, 0, 1)).hasMessageContaining("at least 1 step, found 1 of 0");
        assertThatThrownBy(() -> attack(0, 1, 1, 1, 1.1)).hasMessage("CW-L2: abort is 1.1, expected a share of 0 to 1");
        assertThatThrownBy(() -> attack(0, 1, 1, 1, Double.NaN)).hasMessageContaining("abort is NaN");
    }

    private static CarliniWagnerL2 attack(float kappa, double constant, int outerSteps, int steps, double abort) {
        return new CarliniWagnerL2(THREAT, Reach.ANYWHERE, kappa, constant, outerSteps, steps, abort);
    }
}
