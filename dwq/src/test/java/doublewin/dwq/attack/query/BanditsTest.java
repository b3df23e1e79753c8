package doublewin.dwq.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.LinearModel;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.Stop;
import doublewin.dwq.attack.TargetModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.LaneFormat;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link BanditsTd} and {@link Nes}, against one model. */
class BanditsTest {
    private static final ThreatModel LINF = new ThreatModel(Ball.LINF, 8);
    private static final ThreatModel L2 = new ThreatModel(Ball.L2, 60);

    /** As many tiles as pixels: the models know nothing of neighbours. */
    private static final BanditConstants FINE = new BanditConstants(Ball.LINF, LinearImages.SIDE, 0.1, 2.55f, 1, 1);

    private static final BanditConstants FINE_L2 = new BanditConstants(Ball.L2, LinearImages.SIDE, 0.1, 2.55f, 10, 0.1);

    private static BanditsTd bandits(ThreatModel threat, int queries, Stop stop) {
        return new BanditsTd(threat, threat.ball() == Ball.LINF ? FINE : FINE_L2, queries, stop);
    }

    private static Nes nes(ThreatModel threat, int queries, Stop stop) {
        return new Nes(threat, LinearImages.SIDE, 2.55f, threat.ball() == Ball.LINF ? 0.5f : 10, 20, queries, stop);
    }

    private static List<QueryAttack<TargetModel>> all(int queries, Stop stop) {
        return List.of(
                bandits(LINF, queries, stop),
                bandits(L2, queries, stop),
                nes(LINF, queries, stop),
                nes(L2, queries, stop));
    }

    /** Of the images that some allowed perturbation fools, the share that is found with 4,000 queries. */
    private static double share(QueryAttack<TargetModel> attack, LinearImages images, IntToDoubleFunction lowest) {
        Runs.Result result = Runs.of(attack, images.model(), images.batch());
        Runs.assertWithin(attack.threat(), images.batch(), result.adversarial());
        int notRobust = 0;
        for (int n = 0; n < images.pixels().length; n++) {
            double margin = lowest.applyAsDouble(n);
            notRobust += margin < 0 ? 1 : 0;
            assertThat(result.tally().fooled()[n] && margin > 1e-4).isFalse();
        }
        assertThat(notRobust).isBetween(8, 22);
        return result.fooled() / (double) notRobust;
    }

    /** Of 64 such images, Bandits found 49 of 49 and 31 of 31, NES 45 and 27. */
    @ParameterizedTest
    @EnumSource
    void findMostOfWhatCanBeFoundInTheLinfBall(LinearImages.Box box) {
        LinearImages images = LinearImages.of(24, 2, LinearImages.Sees.ALL, box, 3);
        IntToDoubleFunction lowest = n -> images.lowestMargin(n, 8 / 255.0);
        assertThat(share(bandits(LINF, 4000, Stop.WHEN_FOOLED), images, lowest)).isGreaterThanOrEqualTo(0.98);
        assertThat(share(nes(LINF, 4000, Stop.WHEN_FOOLED), images, lowest)).isGreaterThanOrEqualTo(0.8);
    }

    /** Where the box cuts nothing, so that the optimum is known. */
    @Test
    void findMostOfWhatCanBeFoundInTheL2Ball() {
        LinearImages images = LinearImages.of(24, 2, LinearImages.Sees.ALL, LinearImages.Box.INACTIVE, 3);
        IntToDoubleFunction lowest = n -> images.lowestMarginL2(n, 60 / 255.0);
        assertThat(share(bandits(L2, 4000, Stop.WHEN_FOOLED), images, lowest)).isGreaterThanOrEqualTo(0.95);
        assertThat(share(nes(L2, 4000, Stop.WHEN_FOOLED), images, lowest)).isGreaterThanOrEqualTo(0.85);
    }

    @Test
    void moreQueriesFindTheSameAndMore() {
        LinearImages images = LinearImages.of(24, 5, LinearImages.Sees.ALL, LinearImages.Box.ACTIVE, 5);
        Runs.assertPrefix(n -> bandits(LINF, n, Stop.WHEN_FOOLED), images.model(), images.batch(), 20, 100, 400);
        Runs.assertPrefix(n -> nes(LINF, n, Stop.WHEN_FOOLED), images.model(), images.batch(), 40, 399, 1200);
    }

    /** Of three questions, the tally counts the two that estimate; none is asked of an image that is fooled. */
    @Test
    void theTestIsNotCounted() {
        LinearImages images = LinearImages.of(24, 5, LinearImages.Sees.ALL, LinearImages.Box.ACTIVE, 5);
        Runs.Result result = Runs.of(bandits(LINF, 200, Stop.WHEN_FOOLED), images.model(), images.batch());
        int counted = Arrays.stream(result.tally().queries()).sum();
        assertThat(images.model().asked().get()).isEqualTo(counted / 2 * 3);
        assertThat(result.fooled()).isBetween(3, 20);
        images.model().asked().set(0);
        Runs.Result nes = Runs.of(nes(LINF, 400, Stop.NEVER), images.model(), images.batch());
        assertThat(images.model().asked().get()).isEqualTo(24 * (400 + 10));
        for (int n = 0; n < 24; n++) {
            assertThat(nes.tally().fooled()[n]).isEqualTo(images.margin(nes.adversarial(), n) < 0);
            assertThat(nes.tally().queries()[n] % 40).isZero();
        }
        assertThat(nes.fooled()).isBetween(2, 20);
    }

    private static Batch grey() {
        double[][] pixels = new double[1][LinearImages.VALUES];
        Arrays.fill(pixels[0], 0.5);
        return LinearModel.batch(pixels, new int[1], LinearImages.SIDE, LinearImages.SIDE, Normalisation.CIFAR10);
    }

    /** A second step that learns nothing new: who remembers goes on in the direction of the first. */
    @Test
    void banditsRememberAndNesDoesNot() {
        ScriptedModel bandits = new ScriptedModel(1, 3, 2);
        Runs.of(bandits(LINF, 4, Stop.WHEN_FOOLED), bandits, grey());
        ScriptedModel nes = new ScriptedModel(1, 3, 2);
        Runs.of(new Nes(LINF, LinearImages.SIDE, 2.55f, 1, 1, 4, Stop.WHEN_FOOLED), nes, grey());
        float[] clean = LaneFormat.unpack(grey().x());
        assertThat(nes.shown().get(2)).isNotEqualTo(clean);
        assertThat(nes.shown().get(5)).isEqualTo(nes.shown().get(2));
        for (int i = 0; i < clean.length; i++) {
            float first = bandits.shown().get(2)[i] - clean[i];
            assertThat(bandits.shown().get(5)[i] - clean[i]).isCloseTo(2 * first, within(1e-6f));
        }
    }

    /** The first step of an image in the middle of the box. */
    @Test
    void asksOnOppositeSidesAndStepsToTheHigherLoss() {
        Batch grey = grey();
        float[] clean = LaneFormat.unpack(grey.x());
        for (int sign : new int[] {1, -1}) {
            ScriptedModel model = new ScriptedModel(2 - sign, 2 + sign, 2);
            Runs.of(bandits(LINF, 2, Stop.WHEN_FOOLED), model, grey);
            assertThat(model.shown()).hasSize(3);
            double length = 0;
            for (int i = 0; i < clean.length; i++) {
                double std = Normalisation.CIFAR10.std()[i / (LinearImages.SIDE * LinearImages.SIDE)];
                double above = std * (model.shown().get(0)[i] - clean[i]);
                double below = std * (model.shown().get(1)[i] - clean[i]);
                double step = std * (model.shown().get(2)[i] - clean[i]);
                assertThat(below).isCloseTo(-above, within(1e-6));
                // A margin that is lower above is a loss that is higher there.
                assertThat(step).isCloseTo(sign * Math.signum(above) / 255, within(1e-6));
                length = Math.hypot(length, above);
            }
            assertThat(length).isCloseTo(2.55 / 255, within(1e-5));
        }
    }

    @Test
    void tellOfLossesThatDoNotDiffer() {
        LinearImages images = LinearImages.of(17, 2, LinearImages.Sees.ALL, LinearImages.Box.ACTIVE, 5);
        for (QueryAttack<TargetModel> attack : all(80, Stop.WHEN_FOOLED)) {
            Runs.Result flat = Runs.of(attack, new ScriptedModel(1), images.batch());
            assertThat(LaneFormat.unpack(flat.adversarial()))
                    .isEqualTo(LaneFormat.unpack(images.batch().x()));
            Runs.Result steep = Runs.of(attack, images.model(), images.batch());
            for (int n = 0; n < 17; n++) {
                int label = images.batch().labels()[n];
                assertThat(flat.tally().findings().vanished(n)).isTrue();
                assertThat(flat.tally().fooled()[n]).isEqualTo(label != 0);
                assertThat(steep.tally().findings().vanished(n)).isFalse();
            }
        }
    }

    @Test
    void anImagesResultIsItsOwn() {
        LinearImages images = LinearImages.of(19, 5, LinearImages.Sees.ALL, LinearImages.Box.ACTIVE, 6);
        for (Stop stop : Stop.values()) {
            for (QueryAttack<TargetModel> attack : all(60, stop)) {
                Runs.assertIndependentOfBatch(attack, any -> images.model(), images.batch());
            }
        }
    }

    /** By the constants for CIFAR, whose images have as many pixels; to the end, so that some image gets as far as it may. */
    @ParameterizedTest
    @EnumSource
    void attackAQuantisedNetwork(Ball ball) {
        PrecisionSet set = PrecisionSet.parse("4,8");
        SmallNetwork network = new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, set, Numerics.DIRECT), 5);
        BatchLoader loader;
        try (WorkerPool pool = new WorkerPool(2)) {
            loader = Images.seenBy(network, set, set.get(0), 19, pool);
        }
        Batch batch = Images.attacked(loader, Images.ids(19));
        Function<Workspace, TargetModel> model =
                workspace -> new PrecisionModel(network, SmallNetwork.CLASSES, set.get(0), workspace);
        ThreatModel threat = ball == Ball.LINF ? LINF : L2;
        BanditConstants constants = ball == Ball.LINF
                ? BanditConstants.CIFAR_BLACKBOX_BENCH
                : BanditConstants.cifarL2Untuned(threat.epsilon());
        Runs.assertIndependentOfBatch(new BanditsTd(threat, constants, 16, Stop.WHEN_FOOLED), model, batch);
        Runs.Result toTheEnd = Runs.of(new BanditsTd(threat, constants, 100, Stop.NEVER), model, batch, 2, 1);
        Runs.assertWithin(threat, batch, toTheEnd.adversarial());
    }

    /** The authors' step in the L2 ball is a tenth of their epsilon. */
    @Test
    void theStepInTheL2BallGrowsWithEpsilon() {
        assertThat(BanditConstants.cifarL2Untuned(60)).isEqualTo(new BanditConstants(Ball.L2, 16, 0.01, 2.55f, 6, 0.1));
        assertThat(BanditConstants.cifarL2Untuned(0).step()).isZero();
        assertThatThrownBy(() -> BanditConstants.cifarL2Untuned(256)).hasMessageContaining("epsilon is 256.0");
        assertThatThrownBy(() -> BanditConstants.cifarL2Untuned(Float.NaN)).hasMessageContaining("epsilon is NaN");
    }

    @Test
    void constantsForTheOtherBallAreRefused() {
        assertThatThrownBy(() -> new BanditsTd(L2, BanditConstants.CIFAR_BLACKBOX_BENCH, 10, Stop.NEVER))
                .hasMessage("Bandits-TD: it perturbs within L2, expected constants for it, found those for LINF");
        assertThatThrownBy(() -> new BanditsTd(LINF, BanditConstants.IMAGENET_L2, 10, Stop.NEVER))
                .hasMessage("Bandits-TD: it perturbs within LINF, expected constants for it, found those for L2");
        assertThatThrownBy(() -> new PersistentBandits(L2, BanditConstants.CIFAR_SIGN_HUNTER, 10))
                .hasMessage(
                        "persistent Bandits-TD: it perturbs within L2, expected constants for it, found those for LINF");
    }

    @Test
    void namesAndParametersTellAttacksApart() {
        assertThat(bandits(LINF, 10_000, Stop.WHEN_FOOLED).name()).isEqualTo("Bandits-TD-10000");
        assertThat(bandits(L2, 10_000, Stop.NEVER).name()).isEqualTo("Bandits-TD-10000, to the end");
        assertThat(bandits(LINF, 10, Stop.WHEN_FOOLED).parameters())
                .hasToString(
                        "{ball=LINF, difference=2.55, epsilon=8.0, exploration=0.1, queries=10, rate=1.0, step=1.0,"
                                + " stop=WHEN_FOOLED, tiles=8}");
        assertThat(nes(LINF, 80, Stop.WHEN_FOOLED).name()).isEqualTo("NES-80");
        assertThat(nes(L2, 80, Stop.NEVER).parameters())
                .hasToString("{ball=L2, difference=2.55, epsilon=60.0, pairs=20, queries=80, step=10.0, stop=NEVER,"
                        + " tiles=8}");
    }

    @Test
    void parametersWithoutSenseAreRefused() {
        assertThatThrownBy(() -> bandits(LINF, 1, Stop.NEVER))
                .hasMessage("Bandits-TD: expected 2 to 10000000 queries an image, found 1");
        assertThatThrownBy(() -> nes(LINF, 39, Stop.NEVER))
                .hasMessage("NES: expected 40 to 10000000 queries an image, found 39");
        assertThatThrownBy(() -> new Nes(LINF, 8, 1, 1, 0, 10, Stop.NEVER))
                .hasMessage("NES: expected 1 to 5000000 pairs a step, found 0");
        assertThatThrownBy(() -> new Nes(LINF, 0, 1, 1, 1, 10, Stop.NEVER))
                .hasMessage("gradient estimate: expected 1 to 1024 tiles a side, found 0");
        assertThatThrownBy(() -> new BanditConstants(Ball.L2, 8, 0, 1, 1, 1))
                .hasMessageContaining("exploration is 0.0");
        assertThatThrownBy(() -> new BanditConstants(Ball.L2, 8, 1, 0, 1, 1)).hasMessageContaining("difference is 0.0");
        assertThatThrownBy(() -> new BanditConstants(Ball.L2, 8, 1, 1, Float.NaN, 1))
                .hasMessageContaining("step is NaN");
        assertThatThrownBy(() -> new BanditConstants(Ball.L2, 8, 1, 1, 1, Double.POSITIVE_INFINITY))
                .hasMessage("gradient estimate: rate is Infinity, expected a finite one above 0");
    }
}
