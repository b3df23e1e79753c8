package doublewin.dwq.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.SmallNetwork;
import doublewin.dwq.golden.Passes;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.classify.SoftmaxCrossEntropy;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgdTest {
    private static final int IMAGES = 37;
    private static final int[] IDS = Images.ids(IMAGES);
    private static final Precision PRECISION = new Precision(4);
    private static final ThreatModel THREAT = new ThreatModel(Ball.LINF, 8);
    private static final float ALPHA = 2;
    private static final int VALUES = Images.SHAPE.bytes();

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("4,8"), Numerics.DIRECT), 5);
    private final Workspace workspace = new Workspace(pool, new Arena(1 << 20));
    private BatchLoader loader;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        loader = Images.seenBy(network, PrecisionSet.parse("4,8"), PRECISION, IMAGES, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void staysWithinEpsilonAndValidImages() {
        float[] delta = delta(attack(5, 1));
        float[] worst = LaneFormat.unpack(adversarial(attack(5, 2), Images.attacked(loader, IDS)));
        float[] x = LaneFormat.unpack(Images.batch(loader, IDS));
        Normalisation normalisation = loader.normalisation();
        int atTheLimit = 0;
        for (int i = 0; i < delta.length; i++) {
            int channel = i / (VALUES / 3) % 3;
            float epsilon = THREAT.bounds(normalisation, ALPHA).epsilon()[channel];
            assertThat(Math.abs(delta[i])).isLessThanOrEqualTo(epsilon);
            assertThat(Math.abs(worst[i] - x[i])).isLessThanOrEqualTo(epsilon + 1e-6f);
            for (float value : new float[] {x[i] + delta[i], worst[i]}) {
                assertThat(value)
                        .isBetween(
                                normalisation.lower()[channel] - 1e-6f,
                                normalisation.upper()[channel] + 1e-6f);
            }
            atTheLimit += Math.abs(delta[i]) == epsilon ? 1 : 0;
        }
        assertThat(atTheLimit).as("values that reached epsilon").isPositive();
    }

    @Test
    void movesCorrectImagesAloneAndMakesThemWorse() {
        Pgd attack = attack(5, 1);
        Tensor x = Images.batch(loader, IDS);
        int[] labels = loader.labels(IDS);
        Tensor start = start(0, PRECISION, 1);
        boolean[] correct = correct(perturbed(x, start), labels);
        float[] before = LaneFormat.unpack(start);
        float[] after = delta(attack);

        int moved = 0;
        for (int n = 0; n < IMAGES; n++) {
            boolean same = Arrays.equals(before, n * VALUES, (n + 1) * VALUES, after, n * VALUES, (n + 1) * VALUES);
            assertThat(same).as("image %d keeps its start", n).isEqualTo(!correct[n]);
            moved += same ? 0 : 1;
        }
        assertThat(moved).isBetween(1, IMAGES - 1);
        Tensor delta = Tensor.zeros(x.shape());
        LaneFormat.pack(after, delta);
        assertThat(mean(losses(perturbed(x, delta), labels))).isGreaterThan(mean(losses(perturbed(x, start), labels)));
    }

    @Test
    void perturbationOfAnImageDoesNotDependOnItsBatch() {
        Pgd attack = attack(4, 2);
        float[] together = LaneFormat.unpack(adversarial(attack, Images.attacked(loader, IDS)));
        int compared = 0;
        for (int size : new int[] {1, 17}) {
            for (int first = 0; first + size <= IMAGES; first += 12) {
                int[] ids = Arrays.copyOfRange(IDS, first, first + size);
                assertThat(LaneFormat.unpack(adversarial(attack, Images.attacked(loader, ids))))
                        .isEqualTo(Arrays.copyOfRange(together, first * VALUES, (first + size) * VALUES));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(3);
    }

    @Test
    void startsAreKeyedBySeedImageRestartAndPrecision() {
        float[] first = LaneFormat.unpack(start(0, PRECISION, 1));
        assertThat(Arrays.copyOf(first, VALUES)).isNotEqualTo(Arrays.copyOfRange(first, VALUES, 2 * VALUES));
        assertThat(LaneFormat.unpack(start(1, PRECISION, 1))).isNotEqualTo(first);
        assertThat(LaneFormat.unpack(start(0, new Precision(8), 1))).isNotEqualTo(first);
        assertThat(LaneFormat.unpack(start(0, PRECISION, 2))).isNotEqualTo(first);
        assertThat(LaneFormat.unpack(start(0, PRECISION, 1))).isEqualTo(first);
    }

    @Test
    void everyImageKeepsItsWorstRestart() {
        Tensor x = Images.batch(loader, IDS);
        int[] labels = loader.labels(IDS);
        float[] highest = new float[IMAGES];
        Arrays.fill(highest, Float.NEGATIVE_INFINITY);
        for (int restart = 0; restart < 3; restart++) {
            Tensor delta = start(restart, PRECISION, 1);
            attack(3, 1).ascend(model(), Images.attacked(loader, IDS), workspace, delta);
            float[] losses = losses(perturbed(x, delta), labels);
            for (int n = 0; n < IMAGES; n++) {
                highest[n] = Math.max(highest[n], losses[n]);
            }
        }
        assertThat(losses(adversarial(attack(3, 3), Images.attacked(loader, IDS)), labels))
                .isEqualTo(highest);
    }

    @Test
    void laterRestartWinsATie() {
        // Without a classifier's weight all losses are equal, and with the last class as label every image is wrong.
        StateDict.of(network).tensors().get("fc.weight").fill(0);
        int[] labels = new int[IMAGES];
        Arrays.fill(labels, SmallNetwork.CLASSES - 1);
        Tensor x = Images.batch(loader, IDS);
        Tensor found = adversarial(attack(3, 3), new Batch(IDS, x, labels, loader.normalisation()));
        assertThat(LaneFormat.unpack(found)).isEqualTo(LaneFormat.unpack(perturbed(x, start(2, PRECISION, 1))));
    }

    @Test
    void returnsItsMemory() {
        adversarial(attack(2, 2), Images.attacked(loader, IDS));
        Tensor first = workspace.arena().allocate(Shape.of(1));
        assertThat(first.offset())
                .isEqualTo(new Arena(1 << 20).allocate(Shape.of(1)).offset());
    }

    @Test
    void namesAndParametersTellAttacksApart() {
        assertThat(attack(20, 1).name()).isEqualTo("PGD-20");
        assertThat(attack(20, 10).name()).isEqualTo("PGD-20 x 10");
        assertThat(attack(20, 10).parameters())
                .hasToString("{alpha=2.0, ball=LINF, epsilon=8.0, restarts=10, steps=20}");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> attack(0, 1)).hasMessageContaining("at least 1 step, found 0");
        assertThatThrownBy(() -> attack(1, 0)).hasMessageContaining("restarts, found 0");
        assertThatThrownBy(() -> new Pgd(THREAT, 1, Float.NaN, 1)).hasMessageContaining("alpha is NaN");
        assertThatThrownBy(() -> new Pgd(new ThreatModel(Ball.L2, 8), 1, 1, 1))
                .hasMessage("PGD: it perturbs within LINF, found L2");
    }

    private static Pgd attack(int steps, int restarts) {
        return new Pgd(THREAT, steps, ALPHA, restarts);
    }

    private PrecisionModel model() {
        return new PrecisionModel(network, SmallNetwork.CLASSES, PRECISION, workspace);
    }

    private Tensor start(int restart, Precision precision, long seed) {
        Batch batch = Images.attacked(loader, IDS);
        Tensor delta = Tensor.zeros(batch.x().shape());
        attack(1, 1).start(batch, new AttackKeys(seed, 0, precision), restart, workspace, delta);
        return delta;
    }

    private Tensor adversarial(Pgd attack, Batch batch) {
        Tensor adversarial = Tensor.zeros(batch.x().shape());
        attack.perturb(model(), batch, new AttackKeys(1, attack.id(), PRECISION), workspace, adversarial);
        return adversarial;
    }

    /** The perturbation of the first restart, exactly. */
    private float[] delta(Pgd attack) {
        Tensor delta = start(0, PRECISION, 1);
        attack.ascend(model(), Images.attacked(loader, IDS), workspace, delta);
        return LaneFormat.unpack(delta);
    }

    private static Tensor perturbed(Tensor x, Tensor delta) {
        Tensor sum = Tensor.zeros(x.shape());
        for (int i = 0; i < x.elements(); i++) {
            sum.set(i, x.get(i) + delta.get(i));
        }
        return sum;
    }

    private Tensor logits(Tensor x) {
        Tensor logits = Tensor.zeros(Shape.lanes(x.shape().images(), 1, 1, SmallNetwork.CLASSES));
        LaneFormat.pack(new Passes(network, pool).logits(x, PRECISION), logits);
        return logits;
    }

    private boolean[] correct(Tensor x, int[] labels) {
        int[] classes = new int[labels.length];
        SoftmaxCrossEntropy.argmax(logits(x), classes);
        boolean[] correct = new boolean[labels.length];
        for (int n = 0; n < labels.length; n++) {
            correct[n] = classes[n] == labels[n];
        }
        return correct;
    }

    private float[] losses(Tensor x, int[] labels) {
        float[] losses = new float[labels.length];
        SoftmaxCrossEntropy.losses(logits(x), labels, losses);
        return losses;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
