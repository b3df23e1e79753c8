package doublewin.dwq.golden;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.dwq.Images;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.PrecisionModel;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.attack.Workspace;
import doublewin.dwq.quant.NormKind;
import doublewin.dwq.quant.QuantisedParts;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.lane.Elementwise;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import doublewin.nn.Precision;
import doublewin.nn.StateDict;
import doublewin.nn.WideResNet;
import doublewin.nn.data.Normalisation;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trained wide residual networks in evaluation mode: logits, input gradients and PGD-20 at every stored precision. */
class EvaluationGoldenTest {
    private static final double FULL_PRECISION_OTHER_SIGNS = 0.0001;
    private static final int CLASSES = 10;

    /**
     * The share of a moved image's values that may differ after 20 steps: seen are at most 0.28 at 8 and 16 bit, 0.74 at 4
     * bit, where one flipped rounding weighs as much as the spread between images. An attack of another step or another
     * number of steps differs in nearly all.
     */
    private static final double LOST = 0.5;

    private static final double LOST_AT_FEW_BITS = 0.85;
    private static final int STRONG_BITS = 6;

    /** The paper's: one start, epsilon 8/255, alpha 2/255. */
    private static final Pgd PGD_20 = new Pgd(new ThreatModel(Ball.LINF, 8), 20, 2, 1);

    @ParameterizedTest
    @CsvSource({"wrn10-1, DIRECT", "wrn10-1, WINOGRAD", "wrn16-2, DIRECT", "wrn16-2, WINOGRAD"})
    void evaluatesAsTheOfficialCode(String name, Numerics numerics) throws Exception {
        try (GoldenFile golden = GoldenFile.open(name, numerics);
                WorkerPool pool = new WorkerPool(2)) {
            PrecisionSet set = PrecisionSet.parse(golden.metadata("bits"));
            WideResNet network = new WideResNet(
                    new QuantisedParts(NormKind.SWITCHABLE, set, numerics),
                    Images.SHAPE,
                    Integer.parseInt(golden.metadata("depth")),
                    Integer.parseInt(golden.metadata("widen_factor")),
                    CLASSES);
            StateDict.of(network).load(name, golden.tensors("final."));
            Passes passes = new Passes(network, pool);

            compareLogits(golden, name, passes);
            compareGradients(golden, passes, SignBounds.of(name), numerics);
            for (Precision precision : golden.precisions("eval.q", ".pgd20.delta")) {
                Workspace workspace = new Workspace(pool, new Arena());
                PrecisionModel model = new PrecisionModel(network, CLASSES, precision, workspace);
                compareAttack(golden, name, passes, model, precision, workspace);
            }
            golden.verify();
        }
    }

    static void compareLogits(GoldenFile golden, String name, Passes passes) throws IOException {
        Tensor x = golden.batch("eval.x");
        for (Precision precision : golden.precisions("eval.q", ".logits")) {
            double difference =
                    Difference.largest(passes.logits(x, precision), golden.floats(eval(precision) + "logits"));
            golden.atMost(eval(precision) + "logits", difference, LogitBounds.of(name, precision));
        }
    }

    static void compareGradients(GoldenFile golden, Passes passes, SignBounds signs, Numerics numerics)
            throws IOException {
        Tensor x = golden.batch("eval.x");
        int[] labels = golden.labels("eval.y");
        for (Precision precision : golden.precisions("eval.q", ".grad_x")) {
            double same = Difference.sameSigns(
                    passes.inputGradient(x, labels, precision), golden.floats(eval(precision) + "grad_x"));
            double full = 1 - LogitBounds.layerError(numerics) * FULL_PRECISION_OTHER_SIGNS;
            golden.atLeast(eval(precision) + "grad_x signs", same, precision.isFull() ? full : signs.at(precision));
        }
    }

    private static void compareAttack(
            GoldenFile golden,
            String name,
            Passes passes,
            PrecisionModel model,
            Precision precision,
            Workspace workspace)
            throws IOException {
        Tensor x = golden.batch("eval.x");
        int[] labels = golden.labels("eval.y");
        Tensor start = golden.batch("eval.delta0");
        WorkerPool pool = workspace.pool();
        float[] startLogits = passes.logits(sum(pool, x, start), precision);
        Tensor delta = Tensor.zeros(x.shape());
        delta.copyFrom(start);
        Batch batch = new Batch(Images.ids(labels.length), x, labels, Normalisation.CIFAR10);
        PGD_20.ascend(model, batch, workspace, delta);

        String prefix = eval(precision) + "pgd20.";
        float[] before = LaneFormat.unpack(start);
        float[] ours = LaneFormat.unpack(delta);
        float[] theirs = golden.floats(prefix + "delta");
        float[] ourLogits = passes.logits(sum(pool, x, delta), precision);
        float[] theirLogits = golden.floats(prefix + "logits");
        int values = ours.length / labels.length;
        int sameClass = 0;
        int moved = 0;
        int sameMoves = 0;
        for (int n = 0; n < labels.length; n++) {
            if (best(ourLogits, n) == best(theirLogits, n)) {
                sameClass++;
            }
            boolean weMove = !same(before, ours, n, values);
            boolean theyMove = !same(before, theirs, n, values);
            assertThat(weMove)
                    .as("image %d at %s: the attack moves it if and only if it starts correct", n, precision)
                    .isEqualTo(best(startLogits, n) == labels[n]);
            moved += weMove ? 1 : 0;
            if (weMove == theyMove || margin(startLogits, n, labels[n]) <= 2 * LogitBounds.of(name, precision)) {
                sameMoves++;
            }
        }
        golden.atLeast(prefix + "same class of " + labels.length, sameClass, labels.length - 1);
        golden.atLeast(prefix + "same images move (" + moved + " do)", sameMoves, labels.length);
        // Values of images that stay agree; of those that move, a flipped sign shows in a value for the rest of the
        // steps.
        double lost = precision.bits() < STRONG_BITS ? LOST_AT_FEW_BITS : LOST;
        golden.atLeast(prefix + "delta", Difference.same(ours, theirs), 1 - lost * moved / labels.length);
        golden.tell(prefix + "logits", String.format("differ by %.2g", Difference.largest(ourLogits, theirLogits)));
    }

    private static Tensor sum(WorkerPool pool, Tensor x, Tensor delta) {
        Tensor sum = Tensor.zeros(x.shape());
        Elementwise.add(pool, x, delta, sum);
        return sum;
    }

    private static boolean same(float[] a, float[] b, int image, int values) {
        int from = image * values;
        return Arrays.equals(a, from, from + values, b, from, from + values);
    }

    /** The class with the highest logit, the lowest of several. */
    private static int best(float[] logits, int image) {
        int best = 0;
        for (int k = 1; k < CLASSES; k++) {
            if (logits[image * CLASSES + k] > logits[image * CLASSES + best]) {
                best = k;
            }
        }
        return best;
    }

    /** How far the label's logit is from the highest of the others. */
    private static double margin(float[] logits, int image, int label) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            if (k != label) {
                highest = Math.max(highest, logits[image * CLASSES + k]);
            }
        }
        return Math.abs(highest - logits[image * CLASSES + label]);
    }

    static String eval(Precision precision) {
        return "eval.q" + precision.bits() + ".";
    }
}
