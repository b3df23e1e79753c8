package doublewin.dwq.attack.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FabTargetedTest {
    private final AttackBench bench = new AttackBench(2);

    @AfterEach
    void close() {
        bench.close();
    }

    private double[] distances(Ball ball, LinearCases linear) {
        FabTargeted fab = new FabTargeted(new ThreatModel(ball, 8), 40, Stop.NEVER);
        bench.workspace().arena().reset();
        return fab.distances(linear.model(), linear.batch(), bench.workspace());
    }

    /** The nearest of the hyperplanes between the true class and each other one. */
    private static double exact(Ball ball, LinearCases linear, int image) {
        double[] z = linear.model().logits(linear.pixels()[image]);
        int y = linear.batch().labels()[image];
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < z.length; j++) {
            if (j != y) {
                double norm = 0;
                for (int i = 0; i < linear.pixels()[image].length; i++) {
                    double w = linear.model().weight()[y][i] - linear.model().weight()[j][i];
                    norm += ball == Ball.LINF ? Math.abs(w) : w * w;
                }
                least = Math.min(least, (z[y] - z[j]) / (ball == Ball.LINF ? norm : Math.sqrt(norm)));
            }
        }
        return least;
    }

    @Test
    void distancesAreExactWhereTheBoxIsFarAway() {
        for (Ball ball : Ball.values()) {
            for (int classes : new int[] {2, 3, 6, 10}) {
                LinearCases linear = LinearCases.random(classes, 30, classes, 0.4, 0.6);
                double[] found = distances(ball, linear);
                int checked = 0;
                for (int n = 0; n < found.length; n++) {
                    double exact = exact(ball, linear, n);
                    boolean inactive = ball == Ball.L2 || exact < 0.35;
                    if (inactive && exact > 1e-3) {
                        assertThat(found[n]).isCloseTo(exact, within(1e-3 * exact));
                        checked++;
                    }
                }
                assertThat(checked).isGreaterThan(20);
            }
        }
    }

    @Test
    void distancesAreExactWhereTheBoxIsInTheWay() {
        int farther = 0;
        for (int classes : new int[] {2, 5}) {
            LinearCases linear = LinearCases.random(classes, 80, 7);
            double[] found = distances(Ball.LINF, linear);
            for (int n = 0; n < found.length; n++) {
                double low = 0;
                double high = 1;
                for (int halving = 0; halving < 40; halving++) {
                    double middle = (low + high) / 2;
                    if (linear.slack(n, middle) > 0) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                if (low > 1e-3) {
                    assertThat(found[n]).isCloseTo(low, within(3e-3 * low));
                    farther += low > 1.02 * exact(Ball.LINF, linear, n) ? 1 : 0;
                }
            }
        }
        assertThat(farther)
                .as("images that the box keeps away from the boundary")
                .isGreaterThan(20);
    }

    @Test
    void withinEpsilonItFoolsWhatCanBeFooled() {
        ThreatModel threat = new ThreatModel(Ball.LINF, 8);
        FabTargeted fab = new FabTargeted(threat, 60, Stop.WHEN_FOOLED);
        LinearCases linear = LinearCases.random(6, 80, 3);
        Tensor adversarial = bench.perturb(fab, linear.model(), linear.batch());
        AttackBench.assertWithin(threat, linear.batch(), adversarial);
        boolean[] correct =
                bench.correct(linear.model(), adversarial, linear.batch().labels());
        int robust = 0;
        for (int n = 0; n < correct.length; n++) {
            double slack = linear.slack(n, 8 / 255.0);
            if (Math.abs(slack) > 0.02) {
                assertThat(correct[n]).as("slack %s", slack).isEqualTo(slack > 0);
                robust += slack > 0 ? 1 : 0;
            }
        }
        assertThat(robust).isBetween(10, 70);
        for (int n = 0; n < correct.length; n++) {
            assertThat(LinearModel.values(adversarial, n))
                    .isNotEqualTo(LinearModel.values(linear.batch().x(), n));
        }
    }

    @Test
    void eachImageIsItsOwn() {
        LinearCases linear = LinearCases.random(5, 19, 4);
        for (Ball ball : Ball.values()) {
            for (Stop stop : Stop.values()) {
                AttackBench.assertIndependentOfTheBatch(
                        new FabTargeted(new ThreatModel(ball, 12), 8, stop),
                        workspace -> linear.model(),
                        linear.batch());
            }
        }
    }

    /** Against the smallest lambda on a fine grid, and at its ends. */
    @Test
    void projectionsAreTheShortest() {
        Random random = new Random(1);
        int unreachable = 0;
        for (int trial = 0; trial < 300; trial++) {
            int size = 1 + random.nextInt(6);
            double[] w = random.doubles(size, -1, 1).toArray();
            w[0] = trial % 7 == 0 ? 0 : w[0];
            double[] down = random.doubles(size).toArray();
            double[] up = random.doubles(size).toArray();
            down[size - 1] = trial % 5 == 0 ? 0 : down[size - 1];
            double c = 2 * random.nextDouble() - 1;
            for (Ball ball : Ball.values()) {
                double[] move = new double[size];
                HyperplaneProjection.displacement(ball, w, c, down, up, move);
                double most = 0;
                double along = 0;
                for (int j = 0; j < size; j++) {
                    most += Math.abs(w[j]) * (c * w[j] > 0 ? down[j] : up[j]);
                    along += w[j] * move[j];
                    assertThat(move[j]).isBetween(-down[j], up[j]);
                }
                if (most < Math.abs(c)) {
                    assertThat(Math.abs(along)).isCloseTo(most, within(1e-12));
                    unreachable++;
                } else {
                    assertThat(along).isCloseTo(-c, within(1e-12));
                    assertThat(NearestFound.length(ball, move)).isLessThanOrEqualTo(least(ball, w, c, down, up) + 1e-3);
                }
            }
        }
        assertThat(unreachable).isBetween(50, 500);
    }

    private static double least(Ball ball, double[] w, double c, double[] down, double[] up) {
        for (double lambda = 0; ; lambda += 1e-3) {
            double reached = 0;
            double[] move = new double[w.length];
            for (int j = 0; j < w.length; j++) {
                double room = c * w[j] > 0 ? down[j] : up[j];
                move[j] = w[j] == 0 ? 0 : Math.min(ball == Ball.LINF ? lambda : lambda * Math.abs(w[j]), room);
                reached += Math.abs(w[j]) * move[j];
            }
            if (reached >= Math.abs(c)) {
                return NearestFound.length(ball, move);
            }
        }
    }

    @Test
    void vanishedGradientsAreToldAndParametersChecked() {
        LinearCases linear = LinearCases.random(4, 17, 6);
        double[][] none = new double[4][48];
        DifferentiableModel flat = new LinearModel(none, new double[] {3, 2, 1, 0}, LinearCases.NORMALISATION);
        bench.perturb(new FabTargeted(new ThreatModel(Ball.LINF, 8), 3, Stop.NEVER), flat, linear.batch());
        assertThat(bench.findings().vanished(3)).isTrue();
        assertThatThrownBy(() -> new FabTargeted(new ThreatModel(Ball.L2, 8), 0, Stop.NEVER))
                .hasMessage("FAB-T: expected at least 1 step, found 0");
    }
}
