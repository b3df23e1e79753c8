package doublewin.dwq.attack.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackBench;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.Mixture;
import doublewin.dwq.attack.ThreatModel;
import doublewin.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MixtureSuiteTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 25.5f);
    private static final MixtureSuite RAND = new MixtureSuite(THREAT, MixtureSuite.Version.RAND);
    private static final MixtureSuite ALL = new MixtureSuite(THREAT, MixtureSuite.Version.ALL);

    private final AttackBench bench = new AttackBench(1);
    private final LinearCases linear = LinearCases.random(5, 18, 1);
    private final Mixture mixture = new Mixture(
            List.of(
                    LinearCases.random(5, 1, 1).model(),
                    LinearCases.random(5, 1, 2).model(),
                    LinearCases.random(5, 1, 3).model()),
            new double[] {0.25, 0.5, 0.25});

    @AfterEach
    void close() {
        bench.close();
    }

    private double[] accuracies(Attack<Mixture> attack, Batch batch) {
        Tensor adversarial = bench.perturb(attack, mixture, batch);
        AttackBench.assertWithin(attack.threat(), batch, adversarial);
        double[] left = new double[batch.labels().length];
        for (int q = 0; q < mixture.size(); q++) {
            boolean[] correct = bench.correct(mixture.members().get(q), adversarial, batch.labels());
            for (int n = 0; n < left.length; n++) {
                left[n] += correct[n] ? mixture.weights()[q] : 0;
            }
        }
        return left;
    }

    @Test
    void ofEachImageTheWorstOfAllIsReturned() {
        for (MixtureSuite suite : List.of(RAND, ALL)) {
            double[] least = new double[linear.batch().labels().length];
            Arrays.fill(least, 1);
            for (Attack<Mixture> part : suite.parts()) {
                double[] left = accuracies(part, linear.batch());
                Arrays.setAll(least, n -> Math.min(least[n], left[n]));
            }
            assertThat(accuracies(suite, linear.batch())).as(suite.name()).containsExactly(least);
        }
    }

    @Test
    void eachImageIsItsOwn() {
        AttackBench.assertIndependentOfTheBatch(RAND, workspace -> mixture, linear.batch());
    }

    @Test
    void theyAreToldByTheirParts() {
        assertThat(RAND.parts())
                .extracting(Attack::name)
                .containsExactly("EOT mean CE-100, to the end", "EOT mean DLR-100, to the end");
        assertThat(ALL.parameters()).containsEntry("Climb x 2.orders", "2").containsEntry("ball", "LINF");
        assertThatThrownBy(() -> new MixtureSuite(new ThreatModel(Ball.L2, 1), MixtureSuite.Version.ALL))
                .hasMessageContaining("found L2");
    }
}
