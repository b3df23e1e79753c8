package doublewin.dwq.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.LinearCases;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.attack.ascent.AscentLoss;
import doublewin.dwq.attack.ascent.LossPgd;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.FeatureNetwork;
import doublewin.nn.Initialisation;
import doublewin.nn.NetworkParts;
import doublewin.nn.Precision;
import doublewin.nn.WideResNet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With linear features, and with a network's, there is an image to be found; whoever cannot find it is told so. */
class PlantingTest {
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final AttackKeys KEYS = new AttackKeys(1, 0, new Precision(4));
    private static final int FEATURES = 40;
    private static final int IMAGES = 6;

    private final WorkerPool pool = new WorkerPool(2);
    private final Workspace workspace = new Workspace(pool, new Arena(1 << 20));
    private final LinearCases linear = LinearCases.random(FEATURES, IMAGES, 4);

    @AfterEach
    void close() {
        pool.close();
    }

    private static LossPgd pgd(int steps, float epsilon) {
        ThreatModel threat = new ThreatModel(Ball.LINF, epsilon);
        return new LossPgd(threat, AscentLoss.CROSS_ENTROPY, steps, epsilon / 8, 1, Stop.NEVER);
    }

    private Flag flag(DifferentiableModel features, int steps) {
        return Planting.flag(features, pgd(steps, THREAT.epsilon()), linear.batch(), KEYS, workspace);
    }

    @Test
    void anHonestAttackFindsThemAndChanceDoesNot() {
        Flag flag = flag(linear.model(), 20);
        assertThat(flag.figures()).containsEntry("planted", (double) IMAGES).containsEntry("found", 1.0);
        assertThat(flag.figures().get("by chance")).isZero();
        assertThat(flag.raised()).isFalse();
    }

    @Test
    void gradientsThatLeadAwayMissThem() {
        Flag flag = flag(new Bent(linear.model(), dx -> negate(dx)), 20);
        assertThat(flag.figures()).containsEntry("planted", (double) IMAGES).containsEntry("found", 0.0);
        assertThat(flag.raised()).isTrue();
    }

    @Test
    void anAttackThatDoesNotMoveMissesThem() {
        assertThat(flag(new Bent(linear.model(), dx -> dx.fill(0)), 20).raised())
                .isTrue();
    }

    /** Too few features to tell one point from a thousand: nothing is planted, so nothing is vouched for. */
    @Test
    void whereNothingCanBePlantedTheFlagIsRaised() {
        LinearCases few = LinearCases.random(2, 4, 4);
        Flag flag = Planting.flag(few.model(), pgd(20, THREAT.epsilon()), few.batch(), KEYS, workspace);
        assertThat(flag.figures().get("planted")).isZero();
        assertThat(flag.raised()).isTrue();
    }

    @Test
    void aNetworksFeatures() {
        PrecisionSet set = PrecisionSet.parse("4,8");
        QuantisedParts parts = new QuantisedParts(NormKind.SWITCHABLE, set, Numerics.WINOGRAD);
        WideResNet network = network(parts);
        Initialisation.WIDE_RES_NET.apply(network, 1);
        Batch batch = Images.attacked(Images.seenBy(network, set, new Precision(4), 4, pool), Images.ids(4));
        FeatureNetwork features = FeatureNetwork.of(PlantingTest::network, parts, network);
        DifferentiableModel model =
                new PrecisionModel(features.layer(), features.features(), new Precision(4), workspace);
        Flag flag = Planting.flag(model, pgd(20, THREAT.epsilon()), batch, KEYS, workspace);
        assertThat(flag.figures()).containsEntry("planted", 4.0).containsEntry("found", 1.0);
        Flag blind =
                Planting.flag(new Bent(model, dx -> negate(dx)), pgd(20, THREAT.epsilon()), batch, KEYS, workspace);
        assertThat(blind.raised()).as(blind.toString()).isTrue();
    }

    private static WideResNet network(NetworkParts parts) {
        return new WideResNet(parts, Images.SHAPE, 10, 1, 10);
    }

    /** What is planted for an image does not depend on its neighbours. */
    @Test
    void anImageByItself() {
        Flag all = flag(linear.model(), 20);
        double planted = 0;
        for (int n = 0; n < IMAGES; n++) {
            Batch one = linear.batch().at(new int[] {n}, new Workspace(pool, new Arena(1 << 16)));
            planted += Planting.flag(linear.model(), pgd(20, THREAT.epsilon()), one, KEYS, workspace)
                    .figures()
                    .get("planted");
        }
        assertThat(all.figures()).containsEntry("planted", planted);
    }

    @Test
    void otherBallsAreRefused() {
        LossPgd round = new LossPgd(new ThreatModel(Ball.L2, 8), AscentLoss.CROSS_ENTROPY, 4, 1, 1, Stop.NEVER);
        assertThatThrownBy(() -> Planting.flag(linear.model(), round, linear.batch(), KEYS, workspace))
                .hasMessageContaining("expected an attack in the Linf ball");
    }

    @Test
    void aPartOfTheBatchIsRefused() {
        ReadoutModel model = new ReadoutModel(linear.model(), new Readout[IMAGES + 1]);
        Tensor logits = Tensor.zeros(Shape.lanes(IMAGES, 1, 1, 2));
        assertThatThrownBy(() -> model.logits(linear.batch().x(), logits))
                .hasMessageContaining("an attack that leaves images out can't be tested");
    }

    private static void negate(Tensor dx) {
        for (int i = 0; i < dx.elements(); i++) {
            dx.set(i, -dx.get(i));
        }
    }

    /** Gradients that something is done to. */
    private record Bent(DifferentiableModel model, Consumer<Tensor> change) implements DifferentiableModel {
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
            model.gradient(x, labels, loss, logits, dx);
            change.accept(dx);
        }
    }
}
