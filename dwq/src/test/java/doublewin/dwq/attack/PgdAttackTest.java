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
import doublewin.nn.Pass;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.data.BatchLoader;
import doublewin.nn.data.ImageSet;
import doublewin.nn.data.Normalisation;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgdAttackTest {
    private static final int IMAGES = 37;
    private static final int[] IDS = Images.ids(IMAGES);
    private static final Precision PRECISION = new Precision(4);
    private static final PerturbationBudget BUDGET = new PerturbationBudget(8, 2);
    private static final int VALUES = ImageSet.IMAGE_BYTES;

    private final WorkerPool pool = new WorkerPool(2);
    private final SmallNetwork network =
            new SmallNetwork(new QuantisedParts(NormKind.SWITCHABLE, PrecisionSet.parse("4,8"), Numerics.DIRECT), 5);
    private BatchLoader loader;

    @BeforeEach
    void warmRunningValuesAndLabel() {
        BatchLoader images = Images.random(IMAGES);
        for (int bits : new int[] {4, 8}) {
            new Passes(network, pool).forward(Images.batch(images, IDS), new Precision(bits), Pass.TRAINING);
        }
        loader = Images.labelledBy(network, PRECISION, images, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void staysWithinEpsilonAndValidImages() {
        float[] delta = craft(attack(5, 2), PRECISION, IDS);
        float[] x = LaneFormat.unpack(Images.batch(loader, IDS));
        Normalisation normalisation = loader.normalisation();
        int atTheLimit = 0;
        for (int i = 0; i < delta.length; i++) {
            int channel = i / (VALUES / ImageSet.CHANNELS) % ImageSet.CHANNELS;
            float epsilon = BUDGET.bounds(normalisation).epsilon()[channel];
            assertThat(Math.abs(delta[i])).isLessThanOrEqualTo(epsilon);
            assertThat(x[i] + delta[i])
                    .isBetween(
                            normalisation.lower()[channel] - 1e-6f,
                            normalisation.upper()[channel] + 1e-6f);
            atTheLimit += Math.abs(delta[i]) == epsilon ? 1 : 0;
        }
        assertThat(atTheLimit).as("values that reached epsilon").isPositive();
    }

    @Test
    void movesCorrectImagesAloneAndMakesThemWorse() {
        PgdAttack attack = attack(5, 1);
        Tensor x = Images.batch(loader, IDS);
        int[] labels = loader.labels(IDS);
        Tensor start = Tensor.zeros(x.shape());
        attack.start(IDS, x, PRECISION, 0, start);
        boolean[] correct = correct(perturbed(x, start), labels);
        float[] before = LaneFormat.unpack(start);
        float[] after = craft(attack, PRECISION, IDS);

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
        PgdAttack attack = attack(4, 2);
        float[] together = craft(attack, PRECISION, IDS);
        int compared = 0;
        for (int size : new int[] {1, 17}) {
            for (int first = 0; first + size <= IMAGES; first += 12) {
                int[] ids = Arrays.copyOfRange(IDS, first, first + size);
                assertThat(craft(attack, PRECISION, ids))
                        .isEqualTo(Arrays.copyOfRange(together, first * VALUES, (first + size) * VALUES));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(3);
    }

    @Test
    void startsAreKeyedBySeedImageRestartAndPrecision() {
        Tensor x = Images.batch(loader, IDS);
        Tensor delta = Tensor.zeros(x.shape());
        attack(1, 1).start(IDS, x, PRECISION, 0, delta);
        float[] first = LaneFormat.unpack(delta);
        assertThat(Arrays.copyOf(first, VALUES)).isNotEqualTo(Arrays.copyOfRange(first, VALUES, 2 * VALUES));

        attack(1, 1).start(IDS, x, PRECISION, 1, delta);
        assertThat(LaneFormat.unpack(delta)).isNotEqualTo(first);
        attack(1, 1).start(IDS, x, new Precision(8), 0, delta);
        assertThat(LaneFormat.unpack(delta)).isNotEqualTo(first);
        new PgdAttack(network, settings(1, 1), loader.normalisation(), 2, pool, new Arena(1 << 20))
                .start(IDS, x, PRECISION, 0, delta);
        assertThat(LaneFormat.unpack(delta)).isNotEqualTo(first);
        attack(1, 1).start(IDS, x, PRECISION, 0, delta);
        assertThat(LaneFormat.unpack(delta)).isEqualTo(first);
    }

    @Test
    void everyImageKeepsItsWorstRestart() {
        Tensor x = Images.batch(loader, IDS);
        int[] labels = loader.labels(IDS);
        float[] highest = new float[IMAGES];
        Arrays.fill(highest, Float.NEGATIVE_INFINITY);
        PgdAttack single = attack(3, 1);
        for (int restart = 0; restart < 3; restart++) {
            Tensor delta = Tensor.zeros(x.shape());
            single.start(IDS, x, PRECISION, restart, delta);
            single.ascend(x, labels, PRECISION, delta);
            float[] losses = losses(perturbed(x, delta), labels);
            for (int n = 0; n < IMAGES; n++) {
                highest[n] = Math.max(highest[n], losses[n]);
            }
        }
        Tensor delta = Tensor.zeros(x.shape());
        attack(3, 3).craft(IDS, x, labels, PRECISION, delta);
        assertThat(losses(perturbed(x, delta), labels)).isEqualTo(highest);
    }

    @Test
    void laterRestartWinsATie() {
        // Without a classifier's weight all losses are equal, and with the last class as label every image is wrong.
        StateDict.of(network).tensors().get("fc.weight").fill(0);
        Tensor x = Images.batch(loader, IDS);
        int[] labels = new int[IMAGES];
        Arrays.fill(labels, SmallNetwork.CLASSES - 1);
        Tensor delta = Tensor.zeros(x.shape());
        Tensor last = Tensor.zeros(x.shape());
        PgdAttack attack = attack(3, 3);
        attack.craft(IDS, x, labels, PRECISION, delta);
        attack.start(IDS, x, PRECISION, 2, last);
        assertThat(LaneFormat.unpack(delta)).isEqualTo(LaneFormat.unpack(last));
    }

    @Test
    void returnsItsMemory() {
        Arena arena = new Arena(1 << 20);
        PgdAttack attack = new PgdAttack(network, settings(2, 2), loader.normalisation(), 1, pool, arena);
        craft(attack, PRECISION, IDS);
        Tensor first = arena.allocate(Shape.of(1));
        assertThat(first.offset())
                .isEqualTo(new Arena(1 << 20).allocate(Shape.of(1)).offset());
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new PgdSettings(0, 1, BUDGET)).hasMessageContaining("at least 1 step, found 0");
        assertThatThrownBy(() -> new PgdSettings(1, 0, BUDGET)).hasMessageContaining("restarts, found 0");
        assertThatThrownBy(() -> new PerturbationBudget(-1, 2))
                .hasMessage("attack: epsilon is -1.0, expected 0 to 255 (n of n/255), such as 8 for 8/255");
        assertThatThrownBy(() -> new PerturbationBudget(8, Float.NaN)).hasMessageContaining("alpha is NaN");
    }

    private PgdAttack attack(int steps, int restarts) {
        return new PgdAttack(network, settings(steps, restarts), loader.normalisation(), 1, pool, new Arena(1 << 20));
    }

    private static PgdSettings settings(int steps, int restarts) {
        return new PgdSettings(steps, restarts, BUDGET);
    }

    private float[] craft(PgdAttack attack, Precision precision, int[] ids) {
        Tensor x = Images.batch(loader, ids);
        Tensor delta = Tensor.zeros(x.shape());
        attack.craft(ids, x, loader.labels(ids), precision, delta);
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
